// Package locales holds every sentence the software itself says, to citizens
// and to organisers, and the words by which people command it, in each
// language Plaza speaks: English, Spanish, French, Portuguese, Swahili and
// Arabic.
//
// A language is two files. active.LANG.yaml is its catalogue, read by go-i18n:
// a sentence a line, {names} for what is put in, plural forms where the
// language has them. words/LANG.yaml is how people write: universal words, yes
// and no, numbers, days, and how the software writes numbers and dates back.
// {word.stop} in a sentence is the first stop word of its language, so that a
// sentence never tells people a word that does not work. To add a language,
// add the two files; the tests say what is missing. REVIEW.md tells which
// languages a native speaker has read.
//
// The sentences, with what is put into them. Those of a conversation are said
// by flows (flows.Sentences tells when), the others by bot.
//
//	a conversation
//	  not_understood two_fit not_a_number not_whole not_a_date not_a_phone
//	  not_an_email not_yes_or_no not_found wants_photo wants_voice wants_file words_instead
//	  yes no which_of_these what_to_change kept_as_is moving_on cannot_skip
//	  nothing_before no_rows handed_over desk_silent cannot_follow declined incomplete
//	  no_answer too_few_others
//	  too_many: max
//	  too_few: min
//	  too_long: max
//	  out_of_range: from to
//	  too_low: from
//	  too_high: to
//	  too_early: from
//	  too_late: to
//	  example: example
//	  scale: from to low high
//	  scale_bare: from to
//	  reminder: title
//	  closed: title date
//	  data_as_of: date source
//	  data_as_of_day: date
//	  data_from: source
//	around it
//	  stop_done stop_ask stopped_still start_done language_name language_menu
//	  status_none my_data_none erase_done nothing_open handed_back more noted
//	  share_number share_place private_only menu_help menu_language
//	  menu_plan menu_my_data menu_erase menu_stop help_plan
//	  help: forum
//	  link_done link_wrong link_own link_taken link_already erase_joined
//	  link_code: code max
//	  link_later: max
//	  my_data_joined: n
//	  language_done: language
//	  status_open: title
//	  my_data: n date titles
//	  my_data_no_end: n titles
//	  what_is_open: list
//	  not_open_yet: title date
//	  already_answered: title
//	  leave_ask: from to
//	  resumed: title
//	  expired: title
//	what was promised
//	  plan_plans plan_rest plan_no_status plan_no_citizens plan_unknown
//	  plan_synthetic results_worse results_same results_none results_marginal
//	  results_major results_outstanding
//	  completion_no_evidence completion_not_started completion_limited
//	  completion_substantial completion_complete kind_government kind_irm
//	  kind_monitor kind_panel follow_menu unfollow_all unfollow_none
//	  often_now often_weekly often_monthly more_none news_not_here
//	  plan_list: title
//	  plan_list_codes: title
//	  plan_who: kind date
//	  plan_which: number word
//	  plan_which_name: word
//	  plan_untitled: number
//	  plan_said: who status
//	  plan_results: result
//	  plan_citizens: date n status
//	  chosen_asked chosen_came chosen_various plan_few_citizens
//	  plan_true: number n chosen holds partly untrue
//	  plan_then: status text
//	  plan_true_place: place n holds partly untrue
//	  plan_true_hidden: n
//	  plan_as_of: date source
//	  plan_next: milestone
//	  plan_next_by: date milestone
//	  plan_late: date milestone
//	  plan_news: date text
//	  plan_milestone: number title
//	  plan_milestone_number: number
//	  plan_untold: n
//	  plan_hint: code
//	  follow_done: what often
//	  follow_had: what
//	  follow_here: what
//	  unfollow_done: what
//	  updates_are: often
//	  updates_done: often
//	  unfollow_what: list
//	  my_data_follows: n
//	news of it
//	  news_no_why news_assessed news_end nudge_end
//	  news_status: what status
//	  news_status_was: what status was
//	  news_slipped: text
//	  news_why: text
//	  news_due: date
//	  news_promised: what
//	  news_more: n
//	  news_template: text
//	  nudge_template: text
//	  nudge_due: what date
//	  nudge_late: what date
//	  nudge_silent: what n
//	on a button of a network
//	  list_open
package locales
