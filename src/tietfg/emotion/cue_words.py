"""Words and phrases by which descriptions tell degrees, negation, order and ways of coming; "_" stands for a blank."""

from typing import Literal

TokenKind = Literal[
    "emotion",  # value: EmotionEntry
    "degree",  # value: the intensity that the degree gives to a plain adjective
    "intensity",  # value: the intensity itself, in figures
    "negation",
    "gone",  # "is gone": denies the emotion before
    "weaken",  # "trying to", "hiding": shown only in part
    "only",  # "just": ends a negation
    "layer",  # "inside", "on the surface": at the same time as the emotion before
    "main",  # "mostly"
    "brief",  # "for a moment"
    "position",  # value: tuple of Position
    "then",  # the next emotion in time
    "change",  # "becomes": a change, whether or not an emotion was named before
    "arrive",  # "sets in": the emotion before comes next in time
    "back",  # "after being": what follows comes earlier
    "alternate",  # "alternating between"
    "start",  # "starts": what follows comes first
    "end",  # "ends": what follows comes last
    "sudden",
    "gradual",
    "grow",
    "fade",
    "peak",  # the emotion is strongest at the place named
    "mix",  # "and", "with": value is the connector
    "break",  # punctuation
    "quote",  # a quoted passage that is not in the text; value: the passage
    "word",  # anything else
]

DEGREES: tuple[tuple[float, str], ...] = (
    (
        0.18,
        """
        barely hardly scarcely almost_not faintly faint a_trace_of traces_of trace_of the_faintest the_slightest
        """,
    ),
    (
        0.25,
        """
        slightly slight a_hint_of hint_of hints_of a_touch_of touch_of a_tinge_of tinge_of a_shade_of lightly subtle
        subtly a_tad a_touch ever_so_slightly just_a_little_bit very_slightly not_very not_too not_overly
        not_particularly not_especially not_that not_so not_terribly not_really_very vaguely a_dash_of dash_of
        a_pinch_of
        pinch_of a_drop_of a_sprinkle_of a_whiff_of a_shadow_of
        a_glimmer_of a_flicker_of
        """,
    ),
    (
        0.3,
        """
        a_little a_little_bit a_bit a_bit_of a_little_of mildly mild some some_of half little_bit weakly less
        """,
    ),
    (
        0.45,
        """
        somewhat moderately moderate fairly kind_of sort_of kinda sorta rather partly partially more_or_less
        reasonably relatively to_some_extent half_way nearly almost a_certain restrained restrainedly
        trying_not_to_show_it tries_not_to_show_it without_showing_it trying_to_hide_it tries_to_hide_it medium
        """,
    ),
    (
        0.6,
        """
        quite pretty noticeably clearly visibly plainly audibly
        """,
    ),
    (
        0.85,
        """
        very really so much strongly strong deeply deep highly truly greatly great terribly awfully badly a_lot_of
        lots_of a_lot big genuinely heavily hugely especially particularly barely_concealed barely_contained
        barely_controlled barely_suppressed full_of filled_with filled_by overcome_by overcome_with more even_more too
        obviously
        """,
    ),
    (
        0.92,
        """
        very_very really_really so_very very_much so_much incredibly intensely intense wildly wild immensely
        enormously tremendously hugely unbelievably exceedingly exceptionally remarkably profoundly profound
        fiercely_so with_all_her_heart
        """,
    ),
    (
        0.95,
        """
        extremely extreme overwhelmingly overwhelming violently uncontrollably madly_and insanely at_full_intensity
        """,
    ),
    (
        1.0,
        """
        utterly utter totally total completely complete absolutely absolute sheer pure purely maximally beyond_words
        fully
        """,
    ),
)
"""The intensity that a degree gives to a plain adjective (.7); documented for users in docs/timeline.md."""

CUES: dict[TokenKind, str] = {
    "negation": """
    not no without weren't werent hasn't haven't hadn't wouldn't couldn't didn't isn't isnt aren't doesn't doesnt
    don't dont wasn't won't cannot can't shouldn't never neither nor
    no_longer rather_than instead_of anything_but far_from free_of lacking lack_of a_lack_of devoid_of opposite_of
    the_opposite_of stops_being not_at_all not_a_bit not_any not_in_the_least not_remotely zero stop_being not_exactly
    nothing_of
    """,
    "gone": """
    isn't_any_more isn't_anymore aren't_any_more aren't_anymore isn't_any_longer aren't_any_longer am_not_any_more
    is_not_any_more is_not_anymore are_not_any_more are_not_anymore
    is_gone are_gone has_gone is_all_gone is_no_longer_there no_longer_there is_over has_passed has_left is_past
    nowhere_to_be_seen is_missing is_absent not_there_anymore isn't_there_anymore is_not_there_any_more not_anymore
    not_any_more no_more not_any_longer
    """,
    "weaken": """
    trying_to trying_not_to trying_hard_not_to tries_not_to try_not_to tries_hard_not_to struggling_not_to
    struggles_not_to trying_hard_to tries_to try_to attempting_to attempts_to struggling_to struggles_to hiding hides
    hide hidden concealing conceals concealed suppressing suppresses suppressed holding_back holds_back masking masks
    masked covering covers covering_up fighting_back fights_back underlying pretending_to_be pretends_to_be
    tinged_with a_tinge_of laced_with an_undertone_of undertones_of with_an_undertone_of
    """,
    "only": """
    just only instead simply rather_just
    """,
    "layer": """
    underneath inside inwardly outwardly deep_down deep_inside on_the_inside on_the_outside on_the_surface at_heart
    beneath_it_all underneath_it_all at_the_same_time simultaneously
    """,
    "main": """
    mostly mainly primarily predominantly largely chiefly above_all
    """,
    "brief": """
    moment instant flash briefly momentarily for_a_moment for_a_second for_an_instant fleetingly a_moment_of a_flash_of
    flash_of for_a_short_moment for_a_while_only moments_of
    """,
    "then": """
    then and_then but_then next after_that after_this afterwards afterward later later_on subsequently followed_by
    thereafter after_which before_becoming before_turning before_getting before_being before_ending before_going
    before_feeling soon -> to_then from_then_on from_there_on from_there from_that_point_on from_that_moment_on
    from_that_moment from_here_on from_now_on at_that_point at_which_point that's_when that_is_when is_where_it_turns
    is_when_it_turns which_is_when second secondly
    third thirdly after_it once_more as_time_goes_on over_time back_to return_to returning_to return_to goes_back_to
    going_back_to returns_to and_finally until_finally whereupon upon_which after_with next_with after_a_while
    """,
    "change": """
    becomes become becoming became turns turn turning turned gets get getting got grows grow grew goes go going
    starts_to start_to starting_to begins_to begin_to beginning_to starts_getting starts_feeling begins_feeling
    starts_being turns_into turn_into turning_into turned_into changes_to change_to changing_to changes_into
    gives_way give_way giving_way gave_way
    changing_into shifts_to shifting_to shifts_into shift_to switches_to switching_to switch_to moves_to moving_to
    moves_into moving_into passes_into gives_way_to give_way_to giving_way_to makes_way_for transitions_to
    transitioning_to transitions_into transitioning_into flips_to goes_to replaced_by is_replaced_by yields_to
    leads_to leading_to
    """,
    "arrive": """
    sets_in set_in setting_in takes_over take_over taking_over creeps_in creep_in creeping_in creeps_up_on_her kicks_in
    comes_back comes_out comes_through come_back come_out comes_in shines_through breaks_through bubbles_up wells_up
    washes_over_her sweeps_over_her is_back appears appear surfaces follows follow sinks_in returns enters_her_voice
    """,
    "back": """
    after_being after_having_been having_been after_feeling
    """,
    "start": """
    first starts start starting begins begin beginning opens opening starts_off starts_out start_off start_out
    begins_with starts_with start_with begin_with begin_in starts_in
    """,
    "end": """
    last_with last_of_all at_the_last ends end ending ends_with ending_with end_with ends_up ending_up end_up ends_in
    ending_in finishes finish
    finishing finishes_with finishing_with finish_with concludes concluding conclude concludes_with closes closing
    closes_with ends_on culminating_in culminates_in culminating culminates
    """,
    "sudden": """
    suddenly sudden all_of_a_sudden abruptly abrupt at_once all_at_once instantly immediately out_of_nowhere
    out_of_the_blue without_warning unexpectedly in_a_flash with_a_jolt jumps_to jumping_to snaps_into snaps_to
    bursts_into burst_into bursting_into breaks_into breaking_into erupts_into erupting_into explodes_into
    exploding_into explodes_with exploding_with erupts_in bursts_with bursting_with a_burst_of burst_of in_an_instant
    jolts_into on_a_dime on_a_sixpence like_a_shot in_a_heartbeat from_one_word_to_the_next snap boom flips_into
    flies_into flying_into jerks_into bang falls_into plunges_into
    """,
    "gradual": """
    gradually gradual slowly bit_by_bit slow_change slow_shift slow_transition slow_build slow_slide slow_descent
    slow_burn slow_turn little_by_little step_by_step by_and_by smoothly gently_turning slowly_but_surely
    steadily_turning melts_into melting_into fades_into fading_into fades_to fading_to fade_into fade_to drifts_into
    drifting_into
    slides_into sliding_into morphs_into morphing_into evolves_into evolving_into dissolves_into dissolving_into
    blends_into eases_into easing_into softens_into softening_into slips_into slipping_into sinks_into sinking_into
    merges_into over_the_course_of settles_into settling_into builds_to building_to builds_into rises_to rising_to
    bleeds_into bleeding_into shades_into shading_into tips_into tipping_into curdles_into curdling_into hardens_into
    hardening_into sours_into souring_into spills_into spilling_into thaws_into thawing_into ripens_into creeps_into
    grows_into growing_into turns_slowly_into mellows_into mellowing_into crumbles_into crumbling_into deepens_into
    deepening_into cools_into cooling_into brightens_into brightening_into darkens_into darkening_into
    thaws thawing dissolving_to melting_to sliding_to sliding_towards drifting_towards creeping_towards
    escalates_to escalating_to escalates_into escalating_into intensifies_into
    """,
    "grow": """
    more_and_more increasingly ever_more progressively builds build building builds_up building_up build_up rises rise
    rising mounts mounting intensifies intensify intensifying escalates escalating increases increase increasing
    swells swelling deepens deepening growing gets_stronger grows_stronger getting_stronger growing_stronger
    stronger_and_stronger worse_and_worse getting_worse gets_worse crescendo keeps_growing keeps_building
    gains_strength thickens thickening climbs climbing snowballs snowballing spirals spiralling heats_up
    with_every_word with_each_word with_every_sentence with_each_sentence word_by_word
    """,
    "fade": """
    die_down die_away wear_off ebb wane subside lessen weaken evaporate recede dissipate
    fades fade fading fades_away fading_away fades_out dies_down dying_down dies_away subsides subsiding subside wanes
    waning ebbs ebbing ebbs_away ebbing_away wears_off wearing_off lessens lessening decreases decreasing diminishes
    diminishing weakens weakening less_and_less recedes disappears disappearing vanishes vanishing dissipates
    evaporates melts_away drains_away eases_off trails_off tapers_off gets_weaker getting_weaker weaker_and_weaker
    settles dwindles dwindling loses_strength lets_go leaks_away leaking_away drains_out draining_away seeps_away
    seeping_away trickles_away
    trickling_away withers withering shrinks shrinking thins_out thinning_out falls_away falling_away slips_away
    slipping_away slackens slackening abates abating loosens loosening cools_off burns_out burning_out runs_out
    drops_away bleeds_away lifts_slowly
    """,
    "peak": """
    peaks peaking peak is_strongest is_at_its_strongest at_its_strongest at_its_height at_its_worst climaxes climaxing
    boils_over_at
    """,
    "alternate": """
    alternating_between alternates_between alternate_between oscillating_between oscillates_between switching_between
    switches_between switching_back_and_forth_between swinging_between swings_between wavering_between wavers_between
    going_back_and_forth_between back_and_forth_between
    """,
    "mix": """
    and & with plus but yet while although though however even_though as_well_as along_with together_with mixed_with
    combined_with blended_with and_also but_also or / + under beneath behind despite coupled_with accompanied_by
    whereas except except_for apart_from aside_from save_for other_than
    """,
    # Words that would be read as a cue if they did not stand here.
    "word": """
    nothing_more nothing_else not_only not_just not_merely at_all any_more anymore as_if as_though so_that so_far
    no_matter no_one want_to
    wants_to a_lot_more of_course more_than the_second_time first_time first_person tone_of_voice let_go both_at_once
    start_of kind_person still_more no_wonder nothing_but go_on get_on speaks_slowly speaking_slowly talks_slowly
    talking_slowly speak_slowly reads_slowly read_slowly reading_slowly and_slowly slowly_and
    """,
}


_OTHER_WORDS = """
    angler amulet doing bank beak biter bore bred bring broiling celebrator collapse collapsed comforter compose
    composer
    concentrate concerted confidant contents contested crank cred crises dead decision decisive defected defection
    deflated desolates detection determine dream exited exploring fascination fatly fight freight fume gaping gentile
    graceful gracefully grasping grinding halting hash heating homeless homelessness impatiens inpatient ionic iron
    irrigation lathe loath loaves loveliness miser monotony morning move neural northing offender outage outrange pace
    painted peasant pheasant plaid pleasantry please prod quit radian ragging rating rebelled relaying resolved
    resolver sacred sacredly scarfed scattered scouting seer serous sever severed shake sham shooting shot shut side
    simile sleep snap sock jump southing starling steering stocking streaming tens test thrust thrusting tied tiered
    tire
    treble tried truest trusty upsets wandering wariness wear wreath yearling
    alam albert arching beating bois braves brushing carving casualty causal charging charting cheek cher
    clinging comfortably conceived crimes delicious detected doll dreaming engagement erie exploded explores
    flattened frost funeral gaps glared grains gravel graves gust hated hats hoping jade lovers moose morse
    norma noting patent pearce pinning plan pleas poised pose ragged rags ranged ranges ranging reaching reigned
    relating repealed reset revolving root salvage scar scarce scarred scars shay shimmering shots sighting
    sights site smoothing spit started stealing stemming stocked stoke stroked tensed thriller twitter
    uncomfortably warnings whispering wrenched
"""
NOT_EMOTIONS = frozenset(_OTHER_WORDS.split())
"""Common words that look like a form or a slip of an emotion word and mean something else."""
