"""Pages of whoever has, or wants, an account."""

from matchmaker.web.pages.account import overview, privacy, register, second_factor, sign_in

ROUTERS = tuple(module.router for module in (sign_in, register, overview, second_factor, privacy))
