"""Headings of form vendors and of further languages, each the field of a lead that it names. Pure.

Google Forms, Typeform and Google Contacts; Italian, Dutch, Nordic languages, Polish, Turkish,
Indonesian, Russian, Greek, Arabic, Hebrew, Chinese, Japanese and Korean.
"""

from __future__ import annotations

from typing import Final

FOREIGN_HEADINGS: Final[dict[str, str]] = {
    "name": "nome e cognome/nominativo/naam/volledige naam/fullt navn/fullstandigt namn/"
    "imie i nazwisko/ad soyad/adi soyadi/isim soyisim/nama/nama lengkap/имя и фамилия/фио/"
    "полное имя/ονοματεπωνυμο/الاسم/الاسم الكامل/שם/שם מלא/姓名/名字/客户姓名/名前/お名前/氏名/"
    "이름/성명/nome e sobrenome/nombre completo del cliente/nombre s y apellidos/"
    "vor und nachname/name vorname/nachname vorname/client name/contato principal/"
    "contacto principal/main contact/whole name/your name/seu nome/su nombre/ihr name/votre nom",
    "first_name": "name first/voornaam/fornavn/fornamn/etunimi/imie/adi/имя/όνομα/الاسم الاول/"
    "שם פרטי/名",
    "last_name": "name last/cognome/achternaam/etternavn/efternavn/efternamn/sukunimi/nazwisko/"
    "soyadi/фамилия/επωνυμο/اسم العائلة/שם משפחה/姓",
    "phone": "celular whatsapp/whatsapp celular/zap/whats/contact num/work number/home number/"
    "mob/gsm/gsm nummer/mobilnummer/mobiltelefonnummer/telefonnr/mobilnr/telefoonnummer/"
    "telefoon/mobiel/mobiele telefoon/mobiel nummer/gsm nr/cellulare/telefono cellulare/"
    "numero di telefono/numero di cellulare/recapito telefonico/puhelin/puhelinnumero/"
    "telefonnummer mobil/numer telefonu/nr telefonu/telefon komorkowy/telefon numarasi/"
    "cep telefonu/cep tel/cep telefonu numarasi/cep no/gsm no/no hp/nomor hp/no telepon/"
    "nomor telepon/telepon/no telp/so dien thoai/đien thoai/телефон/номер телефона/"
    "мобильный телефон/мобильный/контактный телефон/τηλεφωνο/κινητο/κινητο τηλεφωνο/الهاتف/"
    "رقم الهاتف/الجوال/رقم الجوال/الموبايل/رقم الموبايل/טלפון/טלפון נייד/נייד/מספר טלפון/电话/"
    "电话号码/手机/手机号/手机号码/联系电话/電話/電話番号/携帯電話/携帯番号/携帯電話番号/手機/"
    "連絡電話/전화번호/전화/휴대폰/휴대폰 번호/연락처/telefono de contacto/celular de contacto/"
    "telefone de contato/celular de contato/movil de contacto/n tel/n telephone/numero tel",
    "email": "email id/e mail id/mail id/emailid/indirizzo email/indirizzo e mail/"
    "posta elettronica/e mailadres/emailadres/e postadress/e post/e postadresse/sahkoposti/"
    "adres e mail/adres email/e posta/e posta adresi/eposta/surel/alamat email/эл почта/"
    "электронная почта/адрес электронной почты/почта/ηλεκτρονικο ταχυδρομειο/البريد الالكتروني/"
    "البريد الإلكتروني/الايميل/דוא ל/דואר אלקטרוני/אימייל/邮箱/电子邮件/电子邮箱/邮件/電子郵件/"
    "メール/メールアドレス/이메일/이메일 주소",
    "received_at": "carimbo de data hora/marca temporal/zeitstempel/horodateur/tijdstempel/"
    "informazioni cronologiche/tidsstampel/tidsstempel/sygnatura czasowa/zaman damgasi/"
    "отметка времени/طابع زمني/חותמת זמן/时间戳记/时间戳/タイムスタンプ/타임스탬프/submit date/"
    "deal created/date submitted/time submitted/submit time/lead submit time/submitted on/"
    "submission started at/conversion date/fecha de registro/fecha de envio/data de envio/"
    "data do envio/date d envoi/date de soumission/data di creazione/data creazione/"
    "aangemaakt op/datum aangemaakt/skapad/oprettet/data utworzenia/olusturulma tarihi/"
    "дата создания/дата заявки/تاريخ الانشاء/创建时间/创建日期/提交时间/作成日/作成日時/"
    "送信日時/생성일/등록일",
    "country": "nazione/staat/kraj/ulke/страна/البلد/الدولة/מדינה/国家/國家/国/국가",
    "value": "wartosc/tutar/сумма/金额/金額",
    "do_not_call": "non chiamare/niet bellen/bel me niet/ring inte/ring ikke/rufsperre/tps/ctps/"
    "on tps/tps registered/on ctps/exclude from calls/excluir de llamadas/removal requested/"
    "requested removal/stop calling/nao quer ligacoes/no quiere llamadas/call block/nie dzwonic/"
    "aramayin/не звонить/liste rouge",
    "do_not_contact": "kein kontakt/kontakt verboten/no desea ser contactado/dado de baja/"
    "solicito baja/non contattare/niet contacteren/niet benaderen/kontakta inte/не беспокоить/"
    "pediu para nao ser contatado/nao deseja contato/ne pas demarcher",
}
