package source

// LanguageForm is what the code of a language looks like wherever one is
// written, as a regular expression: en, pt-BR, es-419.
const LanguageForm = `^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`
