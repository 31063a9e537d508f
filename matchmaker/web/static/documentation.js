"use strict";

// Shows the OpenAPI document; requests tried out carry the token that forms of this session carry.
const place = document.getElementById("documentation");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  displayOperationId: true,
  docExpansion: "none",
  filter: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (place.dataset.csrf && new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRF-Token"] = place.dataset.csrf;
    }
    return request;
  },
});
