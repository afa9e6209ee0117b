"""Probes of lips and speech: SyncNet, and the lag of the mouth by plain correlation."""

from tietfg.evaluation.probe import Metric, Probe

PROBES: tuple[Probe, ...] = (
    Probe(
        name="sync",
        metrics=(
            Metric("sync_d", "Sync-D", "lower"),
            Metric("sync_c", "Sync-C", "higher"),
            Metric("sync_offset", "offset", "near", "frames", decimals=1),
        ),
        protocol="SyncNet v2 at 25 pictures a second and 16 kHz, on squares of 224 x 224 about the face cut as its "
        "authors cut them but by boxes of MediaPipe's landmarks in place of S3FD's; distances over shifts of -15 to 15 "
        "pictures, Sync-D is the least and Sync-C the median less the least, of each video, then averaged over videos "
        "(LSE-D and LSE-C of Wav2Lip); a positive offset is a mouth that follows the sound.",
        measure="tietfg.evaluation.measures.lip_sync:measure_synchrony",
        needs=("sound",),
        weights=("syncnet-v2",),
        extra="evaluate",
    ),
    Probe(
        name="av_lag",
        metrics=(
            Metric("av_lag", "AV lag", "near", "ms", decimals=0),
            Metric("av_correlation", "AV correlation", "near"),
            Metric("av_correlation_at_zero", "AV correlation at lag 0", "near"),
        ),
        protocol="Not Sync-D, and without a network: Pearson's correlation, at 25 values a second, of the gap of the "
        "inner lips (MediaPipe, in distances of the eyes) with the level of the sound in 300-3400 Hz (dB), each "
        "relative to its mean of 1 s, at the best lag within half a second (about 0.25 by chance in 6 s) and at none "
        "(about 0); a positive lag is a mouth that follows the sound; real videos are the measure, not 1.",
        measure="tietfg.evaluation.measures.lip_sync:measure_lag",
        needs=("sound",),
    ),
)
