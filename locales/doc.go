// Package locales holds every sentence the software itself says, to citizens
// and to organisers, and the words by which people command it, in each
// language Plaza speaks.
package locales
