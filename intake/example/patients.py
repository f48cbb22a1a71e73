"""The invented patients of the example day."""

from datetime import date

from intake.actions.patients import Particulars


def _who(family: str, given: str, born: str, phone: str, language: str = "en", **more) -> Particulars:
    address = f"{given}.{family}".lower().replace(" ", "").replace("í", "i").replace("ó", "o")
    return Particulars(
        family_name=family,
        given_name=given,
        birth_date=date.fromisoformat(born),
        preferred_name=more.get("called", ""),
        sex_at_birth=more.get("sex", ""),
        phone=f"(561) 555-{phone}",
        email=more.get("email", f"{address}@mail.example"),
        language=language,
        interpreter_needed=more.get("interpreter", False),
    )


PATIENTS = {
    "okafor": _who("Okafor", "Daniel", "1968-02-11", "0101", sex="male"),
    "adeyemi": _who("Adeyemi", "Grace", "1974-04-30", "0116", sex="female"),
    "garcia": _who("García López", "María", "1991-03-14", "0102", "es", sex="female", interpreter=True),
    "nguyen": _who("Nguyen", "Linh", "2001-09-30", "0103", sex="female"),
    "petrov": _who("Petrov", "Anna", "1985-01-02", "0104", sex="female"),
    "smith": _who("Smith", "Jordan", "1999-07-19", "0105", called="Jo"),
    "hall": _who("Hall", "Beatrice", "1947-12-25", "0106", sex="female", email=""),
    "nkosi": _who("Nkosi", "Thabo", "1979-08-08", "0107", sex="male"),
    "rossi": _who("Rossi", "Chiara", "2010-05-17", "0108", sex="female"),
    "lee": _who("Lee", "Min-jun", "1990-03-03", "0109", sex="male"),
    "walker": _who("Walker", "Sam", "1972-10-21", "0110"),
    "diaz": _who("Díaz", "Rosa", "1958-06-09", "0111", "es", sex="female"),
    "kim": _who("Kim", "Soo-ah", "1995-04-28", "0112", sex="female"),
    "brown": _who("Brown", "Tom", "1983-11-05", "0113", sex="male"),
    "silva": _who("Silva", "Ana", "1988-02-17", "0114", sex="female"),
    "cohen": _who("Cohen", "Ruth", "1976-09-12", "0115", sex="female"),
    "moreno": _who("Moreno", "Luis", "1987-06-21", "0118", "es", sex="male"),
    "levy": _who("Levy", "Noah", "1981-12-01", "0117", sex="male"),
    "haas": _who("Haas", "Erik", "1969-07-02", "0119", sex="male"),
    "osei": _who("Osei", "Abena", "1992-11-27", "0120", sex="female"),
    "ito": _who("Ito", "Kenji", "1980-05-08", "0121", sex="male"),
    "ferrari": _who("Ferrari", "Giulia", "1986-02-23", "0122", sex="female"),
}
