"""The fixed cast: the demonstration's people, by account name and board."""

from vbe.demo.organisation import email

PASSWORD = "ett-prov-lösenord"

COORDINATOR = "samordnare.skarholmen"
COLLEAGUE = "samordnare2.skarholmen"
OTHER_COORDINATOR = "samordnare.jarva"
NYKOPING = "samordnare.nykoping"
REPORTER = "rapportor.skarholmen"
INTAKE = "mottagning.skarholmen"
OTHER_INTAKE = "mottagning.jarva"
CHIEF = "avdelningschef.skarholmen"
DEPUTY = "ersattare.skarholmen"
OTHER_DEPARTMENT_CHIEF = "chef-stadsutveckling.skarholmen"
OTHER_CHIEF = "avdelningschef.jarva"
HEAD_ADULT = "enhetschef-sig-vuxen.skarholmen"
HEAD_YOUNG = "enhetschef-sig-ung.skarholmen"
HEAD_CHILDREN = "enhetschef-barn.skarholmen"
CASEWORKER = "socialsekreterare.skarholmen"
# Of another board: called to a case in Skärholmen when something covers it.
JOBBTORG = "jobbtorg.arbetsmarknadsnamnden"
DIRECTOR = "stadsdelsdirektor.skarholmen"
MEMBER = "namndledamot.skarholmen"
SECRETARY = "namndsekreterare.skarholmen"
ADMINISTRATOR = "administrator.skarholmen"
# On the executive board: for the whole municipality.
CITY_ADMINISTRATOR = "administrator.kommunstyrelsen"
NYKOPING_ADMINISTRATOR = "administrator.nykoping"

# Everybody who has no business in the socialtjänst room.
OUTSIDERS = [COORDINATOR, REPORTER, MEMBER, CASEWORKER, OTHER_INTAKE, OTHER_CHIEF, NYKOPING]


def address(who: str) -> str:
    account, board = who.rsplit(".", 1)
    return email(account, board)
