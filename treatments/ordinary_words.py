"""Everyday words that neither are a medicine nor are taken for a misspelt one.

"My primary care doctor gave me a cream" must stay unrecognised, though "Primaryl" is a brand somewhere.
Written as the recogniser compares them: small letters, no accents. A name that an edition lists always
counts, whatever stands here.
"""

IN_ANSWERS = """
    acidez afternoon alergia alergias allergies allergy ansiedad anxiety bedtime cabeza capsula capsulas
    capsule capsules cholesterol colesterol comprimido comprimidos cortisona cortisone cream creams crema
    cremas currently daily depresion depression diaria diario doctor drops estomago evening everyday
    extended gotas gummies headache heartburn hormona hormonas hormone hormones infeccion infection
    infections inhalador inhaler inhalers injection injections inyeccion inyecciones jarabe kidney kidneys
    liquid liquido locion lotion lotions lozenge lozenges manana medicamento medicamentos medication
    medications medicina medicinas medicine medicines mensual monthly morning muscle muscles musculo
    needed noches ointment parche parches pastilla pastillas patch patches pill pills polvo pomada powder
    prescription presion pressure receta reflujo reflux release rinon rinones semanal serum siempre
    sleeping softgel softgels sometimes spray stomach strength suplemento suplementos supplement
    supplements syrup tablet tableta tabletas tablets thyroid tiroides twice unguento vitamin vitamina
    vitaminas vitamins weekly
"""
"""Forms, times and reasons that people write beside a medicine's name, in English and Spanish; and
cortisone, a shot, a pill or a cream, which must be asked about and not pass as the cream Cortizone."""

EVERYDAY = """
    ability ablacion abrigada acetato action activa activar activate active actors acunar acusar ademas
    adular advert aerobic airmen aldabra alegra alerted alicia almacen altanera alterno alubia alusion
    amaine amanda amante ambient amniotic ampara analgesic angelic anthem anular aprisa artist artists
    aspiring astral attention augmenting austero austral banana banano baseline boning bonita bonnie
    breeze breezes buffed buffer buffering buffet buscar cabreo calana calceta caldero camarin cambiar
    cambio camilla camisa camita campal canada canasta canosa capote caramel carbon cardenal carisma
    carril castrate celestina chloride chopper cierro circadian clarin clarinet clarity climax cochina
    cocina cojera colera colgante colico colicos collar colmar colosal cometa compleja completa concert
    concertar concerts concreta condor consenso constant constante cooper copped cordura cornea correa
    cortar cortes cortex cortez cortical covers covert creating creative creator crimen cultivate curtain
    desolate desove detonate devoid dictate differing dificil discover disipar divert dollar dolores
    dopamine dormir dwells electa elector emerge enable enabled enables entered esclusa espera esperar
    espiral estasis estimate examine exclusa extinta fasten fearing finesse florin foraneo fortress foster
    frozen fumadero funesta gaelic generic generica generico genericos genetics genova grandpas hailed
    halcon harina hasten hernia hostil huerto hydroxide immortal importar inhuman interact iodide lanzar
    lasted lavage lavish lector lesion levita limite lirica listin litera liviana lluvia locator longest
    lowest lustrar lyrical lyrics macular madrina madura magnate malicia mampara mandarin manicure manito
    margen marina marine marino marmol maynard meanest median medica menace mesana metano midtown migraine
    migrana migranas mirilla mistaken morado morena morrina mortis motriz muerto multar nailing neural
    neutro nitrate northern novato nuclear ocular opcion optimal optimo orinal osmosis osmotic otonal
    pancreas pantalon parasol parent parodia pasear patada pectoral perito permitir petrol picado picaro
    pienso piramide platino pledge plural podium policy precise pretor previa prevista primary primor
    principe process profecia profess profit program prolija prompt propensa propia propicia propio proven
    proverb proves prowess puerto pyloric ravage reacting reactive reflex regain regained regains regazo
    regimen region relief remero remind remonta remontar removal renovar rental resina revista rhythmic
    romper rotate rubrica sarten savage senalar serrin shrine silice simpatica singular sirena solace
    sonora sonoro sopeton sorteo spectral stasis stream stride strider strides summed suspect swells
    systolic tambien tarifa tarima tocino tramar tremor trevor tuerto ultraje undone urbano verdoso
    vertical vertigo virgen virgin visado warrant winfred woodys
"""
"""Of the most frequent words of English and of Spanish (film subtitles, as counted in the dictionaries of
pyspellchecker 0.9), those one edit from a name of the open list or of the micro-needling edition: of the
first 20,000 all, of the first 60,000 those near a name with a class and those of medicine ("systolic").
Left out are those that do mean a medicine ("proactive", "gingko", "retina" for Retin-A)."""

NAMES = """
    alcohol alli aman cambia cera dala gana more teta vals
"""
"""Everyday words that stand as names in the open list ("Cambia" in Spanish: he changes)."""

ORDINARY_WORDS = frozenset(f"{IN_ANSWERS} {EVERYDAY} {NAMES}".split())
