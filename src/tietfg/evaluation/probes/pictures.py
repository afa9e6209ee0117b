"""Probes of pictures: likeness to a reference, steadiness, length."""

from tietfg.evaluation.probe import Metric, Probe

PROBES: tuple[Probe, ...] = (
    Probe(
        "picture-similarity",
        (Metric("psnr", "PSNR", "higher", "dB", 2), Metric("ssim", "SSIM", "higher")),
        "PSNR and SSIM of each frame at 25 Hz against the reference's frame of the same number, then the mean: 8-bit "
        "RGB in [0, 1], PSNR over all channels, at most 100 dB; SSIM with a Gaussian window of 11 x 11, sigma 1.5, "
        "valid region, mean over R, G and B; generated pictures resized (Lanczos) to the reference's size, the shorter "
        "video counts; faces are neither cut out nor aligned.",
        "tietfg.evaluation.measures.pictures:similarity",
        needs=("reference",),
    ),
    Probe(
        "flicker",
        (
            Metric("flicker_light", "flicker of light", "lower", "levels", 3),
            Metric("flicker_detail", "flicker of detail", "lower", "levels", 3),
        ),
        "Second difference over time, at 25 Hz, of the luminance of cheeks and nose, which follow the head by its "
        "landmarks at 64 pixels to the distance of the outer eye corners: of its mean (light), and of its pixels less "
        "what a shift and a change of light of each square of 14 pixels explain (detail); mean absolute value in "
        "levels of 255.",
        "tietfg.evaluation.measures.pictures:skin_flicker",
    ),
    Probe(
        "background-drift",
        (Metric("background_drift", "background drift", "lower", "levels", 2),),
        "Mean absolute difference, in levels of 255 over R, G and B, of the mean of the last second from the mean of "
        "the first, over the pixels above the chin that lie outside the box of all places of the face, widened by 0.5 "
        "of the face's width on both sides and by 0.6 of its height above.",
        "tietfg.evaluation.measures.pictures:drift",
    ),
    Probe(
        "length",
        (Metric("length_difference", "A/V length", "lower", "ms", 0),),
        "Absolute difference of the end of the sound and the end of the last picture, in milliseconds.",
        "tietfg.evaluation.measures.pictures:length",
    ),
)
