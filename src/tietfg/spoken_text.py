"""SpokenText: a text spoken with changing emotions, and the files it is saved to."""

from dataclasses import dataclass

from tietfg.emotion.track import EmotionTrack
from tietfg.media.outputs import OutputFile
from tietfg.media.sound import SoundWriter
from tietfg.report import RunReport, timed_marks, timed_phones, timed_words, versions
from tietfg.script import Script
from tietfg.speech.speech import Speech


@dataclass(frozen=True)
class SpokenText:
    """The whole speech of a script, with the emotion track that was asked for."""

    script: Script
    speech: Speech
    track: EmotionTrack
    wall_seconds: float

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for the user, one line each."""
        return self.script.notes

    def save(self, sound: OutputFile, report: OutputFile | None = None) -> None:
        """Write the sound file and, where asked, the report; raises OutputError."""
        with sound:
            with SoundWriter(sound, self.speech.sample_rate) as writer:
                writer.write(self.speech.waveform)
            if report is not None:
                with report:
                    report.write_text(self.report().model_dump_json(indent=2) + "\n")

    def report(self) -> RunReport:
        """What was asked and said, with words and phones and their times."""
        words = timed_words([(self.speech, self.track)])
        return RunReport(
            kind="speak",
            settings={"voice": self.script.voice, "speed": self.script.delivery.speed},
            plan=self.script.plan,
            words=words,
            phones=timed_phones([self.speech]),
            marks=timed_marks(self.script.marks, words, self.speech.duration),
            notes=self.notes,
            duration=self.speech.duration,
            wall_seconds=round(self.wall_seconds, 3),
            real_time_factor=round(self.wall_seconds / self.speech.duration, 3),
            stage_seconds={name: round(seconds, 3) for name, seconds in self.script.times.seconds.items()},
            versions=versions(),
        )
