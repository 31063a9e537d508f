"""As whom the command line looks at demands."""

from matchmaker.access.viewer import person
from matchmaker.services.list_hands import COMMAND_LINE
from models.account_enums import Role

# Whoever may start commands works for the provincial organiser, and sees no more on the screen: of
# a hidden demand only that it is there. No account has the number 0.
OPERATOR = person(0, COMMAND_LINE, Role.PROVINCIAL_ORGANISER)
