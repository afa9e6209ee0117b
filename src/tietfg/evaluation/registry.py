"""Every probe and every metric that there is, by name."""

from collections.abc import Sequence

from tietfg.errors import check_choice
from tietfg.evaluation.probe import Metric, Probe
from tietfg.evaluation.probes import (
    distributions,
    emotion_classifier,
    emotions,
    faces,
    lip_sync,
    pictures,
    speech,
)

PROBES: tuple[Probe, ...] = (
    *distributions.PROBES,
    *pictures.PROBES,
    *lip_sync.PROBES,
    *faces.PROBES,
    *emotions.PROBES,
    *emotion_classifier.PROBES,
    *speech.PROBES,
)
METRICS: dict[str, Metric] = {metric.name: metric for probe in PROBES for metric in probe.metrics}


def probes_of(metrics: Sequence[str]) -> tuple[Probe, ...]:
    """The probes that give the metrics. Raises InputError for a name that no metric has."""
    for name in metrics:
        check_choice("the metric", name, METRICS)
    return tuple(probe for probe in PROBES if any(metric.name in metrics for metric in probe.metrics))
