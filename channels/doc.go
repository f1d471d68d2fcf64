// Package channels holds the contract of a channel: how we reach people, and
// what every network has in common. Each network is a folder below; the suite
// that holds all of them to the contract is channeltest.
package channels
