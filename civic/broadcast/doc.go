// Package broadcast is one message to many people: what its file says, whether
// it may be sent, and how it came to be.
//
// A broadcast names its purpose and reaches nobody who did not agree to that
// purpose. It is sent only after a second person has approved it:
//
//	draft ─propose─► proposed ─approve─► approved ─schedule─► scheduled ─begin─► running ─finish─► done
//	                    ▲                    │                                   │  ▲
//	                    └──────propose───────┘                              pause│  │resume
//	                     a new text is approved anew                             ▼  │
//	            cancel, from anywhere but done, leads to cancelled             paused ─finish─► done
//
// One that is scheduled can be paused too, and is scheduled again when it is
// resumed.
//
// Whoever moves it is written down with the time and the reason, and nothing
// in that log is ever changed.
package broadcast
