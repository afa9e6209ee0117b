"""Phrases that tell of a change to an emotion, and of outbursts of one."""

Table = tuple[tuple[dict[str, float], float, str], ...]
"""Rows of a mixture, its intensity, and the words and phrases for it; "_" stands for the blank in a phrase."""

CHANGES: Table = (
    (
        {"neutral": 1.0},
        0.0,
        """
        calms_down calm_down calming_down calmed_down cools_down cooling_down cool_down settles_down settling_down
        relaxes relaxing relax regains_composure regains_her_composure regains_his_composure pulls_herself_together
        pulls_himself_together composes_herself composes_himself quiets_down
        """,
    ),
    (
        {"happy": 1.0},
        0.7,
        """
        cheers_up cheer_up cheering_up brightens_up brighten_up brightening_up brightens brightening lightens_up
        lights_up perks_up starts_laughing starts_to_laugh starts_smiling starts_to_smile begins_to_smile
        begins_to_laugh lighting_up starts_grinning
        """,
    ),
    (
        {"happy": 1.0},
        0.4,
        """
        softens softening soften warms_up warming_up
        """,
    ),
    (
        {"sad": 1.0},
        0.7,
        """
        saddens voice_breaks voice_cracks chokes_up tears_up tearing_up becomes_tearful
        """,
    ),
    (
        {"sad": 1.0},
        0.95,
        """
        breaks_down breaking_down break_down falls_apart starts_crying starts_to_cry begins_to_cry dissolves_into_tears
        collapses
        """,
    ),
    (
        {"angry": 1.0},
        0.9,
        """
        loses_her_temper loses_his_temper loses_their_temper losing_her_temper losing_his_temper lose_temper loses_it
        """,
    ),
    (
        {"fear": 1.0},
        0.9,
        """
        panicking gets_scared takes_fright
        """,
    ),
)
"""Changes to the state."""

OUTBURSTS: Table = (
    (
        {"happy": 1.0},
        0.7,
        """
        bursts_out_laughing burst_out_laughing bursting_out_laughing breaks_into_a_smile
        """,
    ),
    (
        {"happy": 1.0},
        0.9,
        """
        bursts_into_laughter burst_into_laughter bursting_into_laughter erupts_in_joy
        """,
    ),
    (
        {"sad": 1.0},
        0.95,
        """
        bursts_into_tears burst_into_tears bursting_into_tears breaks_into_tears starts_sobbing
        """,
    ),
    (
        {"angry": 1.0},
        0.9,
        """
        explodes exploding explode blows_up snaps_at erupts flares_up blows_her_top blows_his_top snaps
        """,
    ),
    (
        {"fear": 1.0},
        0.9,
        """
        panics freaks_out freaking_out
        """,
    ),
    (
        {"surprise": 1.0},
        0.8,
        """
        gasps gasping gasp
        """,
    ),
)
"""Sudden changes."""
