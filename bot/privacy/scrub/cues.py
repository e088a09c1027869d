"""Words that announce a person, a place or neither, in English and Spanish. All folded."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words(
    "mr mrs ms miss mx mister dr doctor doctora don dona senor senora senorita sr sra srta padre father fr "
    "pastor pastora reverend rev imam sheikh shaykh sheik rabbi deacon bishop sister hermana hermano "
    "officer agent agente oficial sgt sergeant sargento lt lieutenant capt captain capitan cpl deputy "
    "sheriff judge juez jueza lic licenciado licenciada ing ingeniero prof professor profe profesor "
    "profesora maestro maestra miss tia tio tias aunt auntie tita uncle grandma grandpa abuela abuelo "
    "abuelita abuelito nana comadre compadre macalin eedo abti nyab pog yawg niam txiv anh chi bac co chu"
)
"""Before a surname or a first name; what follows is taken even if it is an everyday word that is also a surname."""

KIN = _words(
    "neighbor neighbour neighbors vecino vecina friend friends amigo amiga cousin primo prima brother "
    "sister mother father mom dad mama papa son daughter hijo hija wife husband esposo esposa nephew niece "
    "sobrino sobrina suegra suegro cunado cunada novio novia boyfriend girlfriend partner fiance boss "
    "patron jefe landlord landlady owner dueno duena manager supervisor coworker roommate classmate "
    "student teacher coach principal nurse lawyer abogado abogada attorney driver barber companero "
    "companera bro sis grandson granddaughter nieto nieta ahijado ahijada madrina padrino kid baby worker "
    "employee client tenant maid nanny babysitter activist organizer observer volunteer reporter senator "
    "councilmember councilwoman councilman mayor named detective inspector victim"
)

NAMED = (
    ("name", "is"),
    ("names", "is"),
    ("name", "s"),
    ("first", "name"),
    ("last", "name"),
    ("full", "name"),
    ("nombre", "es"),
    ("me", "llamo"),
    ("me", "llaman"),
    ("se", "llama"),
    ("se", "llaman"),
    ("se", "llamaba"),
    ("te", "llamas"),
    ("le", "dicen"),
    ("le", "llaman"),
    ("goes", "by"),
    ("known", "as"),
)
"""After these, whatever is not a function word is a name."""
NAMED_ALONE = _words("named name nombre llamado llamada apellido surname apodo nickname alias magacaygu")

ADDRESSED = _words(
    "tell told ask asked call called text texted contact message dm dile diles llama llamen avisa avisen "
    "avisale thank"
)
ADDRESSED_FILLER = _words("for a to por con al")

SPEECH = _words(
    "says said told saw sees thinks heard called texted messaged reported reports confirmed knows lives "
    "works dice dijo vio mira cuenta conto llamo aviso escribio oyo sabe vive trabaja reporto confirmo"
)
"""A word that nobody knows right before one of these is a person."""

PARTICLES = _words(
    "de la del las los da dos das di van von der den ter bin bint ibn al el abu bte y e st san santa mc "
    "mac le du"
)
SUFFIXES = _words("jr sr ii iii iv")

FUNCTION = _words(
    "the a an and or but if of to in on at by for from with near is are was were be been being am has have "
    "had do does did will would can could should may might must shall not no yes it its he she they them "
    "his her their we us our you your my me i this that these those there here what who when where why how "
    "which just now then so as than too very also still again only all any some more most up down out off "
    "over under into onto about after before during while until got get gets getting go goes going gone "
    "went come comes came coming take takes took taken say says said saw see sees seen told tell tells ask "
    "asked call called know knows think thinks want wants need needs let lets look looks looking like make "
    "makes made put try keep stop stopped work works worked live lives lived leave left right back next "
    "other another both each every same own new old good bad said because cause got ok okay please pls "
    "thanks thank yeah yep nope lol omg rn asap el la los las un una unos unas y o u e pero si de del al a "
    "en con por para sin sobre entre hasta desde hacia es son era fue eran fueron ser estar esta estan "
    "estaba estaban hay habia ha han he hemos tiene tienen tengo no se me te le les lo nos mi mis tu tus "
    "su sus nuestro nuestra este esta estos estas ese esa eso esos esas aquel aquella que quien cual "
    "cuando donde como porque ya muy mas menos tambien solo todo toda todos todas otro otra otros otras "
    "algo alguien nada nadie ahi aqui alla aca dice dicen dijo dijeron vio vieron veo va van voy vamos "
    "viene vienen vino estoy soy eres somos cuidado gracias hola favor"
)

PLACE_BEFORE = _words(
    "on corner esquina en entre between off along calle avenida av bulevar cross x intersection"
)
"""Right after these even a first name is a street's."""
PLACE_NEAR = PLACE_BEFORE | _words(
    "at near by past toward towards outside behind inside in around from to cerca sobre frente afuera "
    "rumbo hacia por and y con to"
)
"""Right after these a lone surname is a street's or a shop's."""
CROSSING = _words("and y con x con at n e con")
PLACE_AFTER = _words(
    "market mercado school escuela elementary middle high park parque church iglesia clinic clinica "
    "hospital library biblioteca center centre centro plaza mall store tienda shop restaurant restaurante "
    "taqueria bakery panaderia cafe bar gym hall court station bridge college university neighborhood "
    "barrio apartments towers tower building pharmacy farmacia mosque temple area corridor exit ramp block "
    "station stop lot foods food grill deli pizza auto tire motors inn hotel motel arena stadium"
)

NAMESAKES = frozenset(
    {
        ("cesar", "chavez"), ("martin", "luther"), ("luther", "king"), ("malcolm", "x"), ("rosa", "parks"), ("harriet", "tubman"),
        ("frederick", "douglass"), ("benito", "juarez"), ("emiliano", "zapata"), ("simon", "bolivar"), ("jose", "marti"),
        ("dolores", "huerta"), ("diego", "rivera"), ("roberto", "clemente"), ("pancho", "villa"), ("miguel", "hidalgo"),
        ("george", "floyd"), ("prince", "rogers"), ("jackie", "robinson"), ("john", "lewis"), ("ho", "chi"), ("chi", "minh"),
        ("george", "washington"), ("abraham", "lincoln"), ("thomas", "jefferson"), ("nelson", "mandela"), ("thurgood", "marshall"),
    }
)  # fmt: skip
"""Public figures that streets all over the country are named after: together the two words are no neighbor."""
