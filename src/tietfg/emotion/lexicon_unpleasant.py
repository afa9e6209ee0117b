"""Words and phrases for sorrow, anger, fear and disgust."""

from tietfg.emotion.lexicon_changes import Table

UNPLEASANT: Table = (
    (
        {"sad": 1.0},
        0.7,
        """
        sad sadly sadness sadder saddest saddened unhappy unhappily unhappiness unhappier sorrow sorrowful sorrowfully
        sorry gloomy gloomily gloom melancholy melancholic mournful mournfully dejected dejectedly dejection downcast
        depressed depressing depression disappointed disappointedly disappointment hurt lonely loneliness lonesome
        tearful tearfully tear tears teary upset glum glumly low_spirited blue homesick homesickness wounded
        crestfallen disheartened discouraged discouragement dismal dismally bleak bleakly pained painful painfully pain
        suffering rueful ruefully remorseful remorsefully remorse regretful regretfully regret regrets guilty guiltily
        guilt ashamed shame hopeless hopelessly hopelessness helpless helplessly helplessness frowning frown frowns
        pessimistic pouting whimpering whimper pleading dead_inside close_to_tears on_the_verge_of_tears near_tears
        about_to_cry teary_eyed down_in_the_dumps low_spirits broken_voice choked_up moved_to_tears alone apologetic
        apologetically bereft brokenhearted bummed bummed_out contrite dismayed dismay discontented dissatisfied
        dissatisfaction empty forlorn forlornly gutted joyless cheerless lament lamenting morose moping neglected
        rejected repentant powerless tragic tragically woe whiny heavyhearted sniffling sniffles begging begs pleads
        demoralized doleful dolefully plaintive plaintively lugubrious downbeat weepy pining ache hollow
        dreary woebegone dispirited downhearted deflated abandoned forsaken isolated betrayed stricken despondency
        melancholia rock_bottom at_rock_bottom heartsick letdown malaise funereal broken missing_her
        missing_her_terribly humiliated humiliation unloved heavy_hearted a_lump_in_her_throat lump_in_her_throat
        welling_up
        on_the_brink_of_tears heart_sinks feeling_low down_in_the_mouth in_mourning with_a_heavy_heart overwhelmed
        """,
    ),
    (
        {"sad": 1.0},
        0.5,
        """
        wistful wistfully pensive pensively subdued resigned resignedly resignation lost longing longingly sighing
        sighs sigh pitying pity compassion compassionate compassionately disillusioned sombre somber solemn solemnly
        defeated humbled moody thoughtful thoughtfully disenchanted reflective pensiveness wistfulness elegiac
        empathetic empathic conflicted
        """,
    ),
    (
        {"sad": 1.0},
        0.9,
        """
        miserable miserably misery grief grieving grieves grief_stricken heartbroken heartbreak heartbreaking despair
        despairing despairingly despaired desperate desperately desperation despondent despondently devastated
        devastation desolate desolation anguish anguished inconsolable inconsolably sobbing sobs sob sobbed weeping
        weeps weep wept crying cry cries cried shattered agony agonised agonized mourning bereaved crushed wretched
        wretchedly distraught woeful woefully wailing wails in_tears broken_hearted heart_broken tears_in_her_eyes
        tears_in_his_eyes tears_in_their_eyes tormented traumatized bawling bawl heartache tortured goes_to_pieces
        falls_to_pieces blubbering crying_her_eyes_out
        bawling_her_eyes_out heart_is_breaking aching
        """,
    ),
    (
        {"angry": 1.0},
        0.7,
        """
        angry angrily anger angrier angriest angered mad madly madder cross crossly hostile hostilely hostility
        aggressive aggressively aggression bitter bitterly bitterness resentful resentfully resentment indignant
        indignantly indignation heated irate yelling yells yell shouting shouts shout shouted accusing accusingly
        accusatory threatening threateningly menacing menacingly defiant defiantly defiance sharp sharply harsh harshly
        snarling snarls growling growls wrath wrathful exasperated exasperatedly exasperation vengeful spiteful
        spitefully hateful hatefully hate hates hatred hating fierce fiercely ferocious mean ill_tempered scowling
        rancour rancor spite malice venom venomous venomously animosity vindictive belligerent combative brutal savage
        caustic acerbic curt brusque frosty glare glaring glares riled nettled goaded prickly crabby grouchy ratty
        stroppy huffy narky simmering ire resent resents detest detests hissing begrudge hacked_off hopping
        has_the_hump in_a_strop in_a_huff face_like_thunder hates_her_guts hate_her_guts sick_and_tired
        sick_to_death_of had_enough fed_up had_it_up_to_here bad_mood losing_patience at_the_end_of_her_tether
        at_the_end_of_her_rope
        at_her_wits_end at_wits_end out_of_patience patience_has_run_out aggressiveness antagonistic cruel cruelly
        grudging malicious petulant pissed pissed_off provoked reproachful reproachfully sadistic scolding scolds surly
        terse rude insulted vehement vehemently vicious vengeance ticked_off hot_under_the_collar steaming up_in_arms
        bent_out_of_shape cheesed_off wound_up berating hotheaded enragement warning
        """,
    ),
    (
        {"angry": 1.0},
        0.5,
        """
        annoyed annoyedly annoyance annoying irritated irritatedly irritation irritable irritably frustrated
        frustratedly frustration grumpy grumpily impatient impatiently impatience displeased displeasure cranky testy
        sulky sulking offended miffed agitated agitation disgruntled stubborn stubbornly stressed jealous jealously
        jealousy envious enviously envy peeved vexed sullen sullenly defensive defensively aggravated irked nagging
        unamused perturbed
        """,
    ),
    (
        {"angry": 1.0},
        0.95,
        """
        furious furiously fury boil boils rages raged maddened roar roars roaring_with_rage rage raging enraged livid
        incensed
        outraged outrage seething seethes fuming fumes
        infuriated boiling explosive screaming ranting apoplectic mad_with_rage sees_red seeing_red white_hot
        hit_the_roof hits_the_roof blood_is_boiling blood_boils foaming_at_the_mouth fit_to_be_tied spitting_feathers
        ballistic going_ballistic flies_off_the_handle blows_a_fuse goes_berserk berserk beside_herself_with_rage
        beside_himself_with_rage screaming_with_rage blind_rage in_a_rage boiling_with_rage hopping_mad
        """,
    ),
    (
        {"fear": 1.0},
        0.7,
        """
        fear fearful fearfully fears feared fearing scared frightened frightenedly fright afraid scaredly spooked
        trembling trembles tremble heart_in_her_mouth jumpy cold_sweat in_a_cold_sweat white_as_a_sheet
        shaking_like_a_leaf weak_at_the_knees freaked trepidation trepidatious shaking shaken shivering alarmed alarm
        dread dreading dreadful threatened intimidated pale_with_fear pale_with_fright trembling_with_fear
        trembles_with_fear shaking_with_fear distressed distress quivering quaking cowering frantic frantically
        freaked_out willies collywobbles jitters scare scares unnerved rattled eerie creepy ominous
        sinister foreboding goosebumps shudder shudders shuddering blood_runs_cold blood_runs_chill paranoid
        creeped_out alarmedly shaky stuttering stammering stammers gulping
        """,
    ),
    (
        {"fear": 1.0},
        0.5,
        """
        worried worriedly worry worries worrying anxious anxiously anxiety nerves nervous nervously nervousness uneasy
        uneasily unease apprehensive apprehensively apprehension concerned concern timid timidly hesitant hesitantly
        hesitation insecure insecurely insecurity wary warily cautious cautiously vulnerable unsure doubtful doubtfully
        jittery edgy restless restlessly troubled embarrassed embarrassment embarrassedly flustered on_edge ill_at_ease
        awkward awkwardly disturbed doubt fretful nervy uncertain uncomfortable indecisive furtive on_tenterhooks
        butterflies_in_her_stomach butterflies cold_feet walking_on_eggshells on_pins_and_needles flinching blushing
        """,
    ),
    (
        {"fear": 1.0},
        0.95,
        """
        terrified terrifiedly terrifying terror panic panicked panicking panicky panics petrified panic_stricken
        hysterical hysterically hysteria scared_stiff scared_to_death frightened_to_death terror_stricken
        screaming_in_terror screams_in_terror scared_out_of_her_wits scared_out_of_her_skin scared_witless
        frightened_out_of_her_mind scared_out_of_his_wits mortal_fear in_panic
        """,
    ),
    (
        {"fear": 0.7, "disgust": 0.3},
        0.9,
        """
        horrified horror horrifying horrifiedly aghast
        """,
    ),
    (
        {"disgust": 1.0},
        0.7,
        """
        disgust disgusted disgustedly disgusting contempt contemptuous contemptuously distaste distasteful
        distastefully disdain disdainful disdainfully dislike dislikes scorn scornful scornfully sneering sneer sneers
        aversion nauseated nausea nauseous queasy derisive derision mocking mockingly mockery condescending
        condescendingly haughty arrogant arrogantly arrogance disapproving disapprovingly disapproval grimacing grimace
        snide grossed_out turned_off conceited grossed skeeved_out turns_her_stomach stomach_turns
        makes_her_stomach_turn makes_her_sick makes_her_skin_crawl skin_crawls abhor abhors repugnant repellent
        despise despises scoffing squeamish cringing rancid horrid ghastly recoiling
        turns_her_nose_up turn_her_nose_up turns_up_her_nose turn_up_her_nose looks_down_her_nose look_down_her_nose
        throw_up throws_up wants_to_throw_up vomit vomiting puke going_to_be_sick be_sick about_to_be_sick bile
        holding_her_nose retching gagging
        about_to_throw_up yuck icky yucky gross ew eww vile revolting nasty foul repulsive scandalized scandalised
        """,
    ),
    (
        {"disgust": 1.0},
        0.9,
        """
        repulsed repulsion repelled revolted revulsion sickened loathing loathes loathe abhorrence abhorrent repugnance
        appalled sick_to_her_stomach sick_to_his_stomach
        """,
    ),
    (
        {"disgust": 0.6, "happy": 0.4},
        0.5,
        """
        sarcastic sarcastically sarcasm ironic ironically irony cynical cynically cynicism sardonic sardonically smug
        smugly wry wryly
        """,
    ),
    (
        {"happy": 0.4, "sad": 0.6},
        0.5,
        """
        nostalgic nostalgically nostalgia yearning sentimental sentimentally moved
        """,
    ),
    (
        {"angry": 0.4, "disgust": 0.3, "fear": 0.3},
        0.5,
        """
        suspicious suspiciously suspicion distrust distrustful mistrustful sceptical skeptical skeptically skepticism
        """,
    ),
)
