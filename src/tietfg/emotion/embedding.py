"""Sentence embeddings: texts of like meaning get vectors of like direction."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tietfg.emotion.wordpiece import WordPiece

DIMENSIONS = 384
LONGEST_INPUT = 128
"""Tokens of a text that are read; what follows is left out."""

_BATCH = 16
_THREADS = 2


class SentenceEncoder:
    """all-MiniLM-L6-v2: the mean of the token vectors, scaled to length 1 (Reimers and Gurevych, EMNLP 2019).

    Safe to share between threads; the number of threads it uses itself is fixed, so that results repeat.
    """

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # what a reading takes is given back
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(model),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["ConstantFolding"],  # it would keep the weights as floats: 110 MB
        )
        self.tokenizer = WordPiece.read(tokenizer)
        self.width = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, 384). Texts of similar length are read together."""
        tokens = [self.tokenizer.encode(text, LONGEST_INPUT) for text in texts]
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        by_length = sorted(range(len(texts)), key=lambda index: (len(tokens[index]), index))
        for first in range(0, len(by_length), _BATCH):
            batch = by_length[first : first + _BATCH]
            vectors[batch] = self._embed_batch([tokens[index] for index in batch])
        return vectors

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What each word of a passage means there, (words, 384): the mean of the vectors of its tokens.

        Long passages are read in stretches of at most LONGEST_INPUT tokens; of a longer word the first ones are read.
        """
        pieces = [self.tokenizer.encode(word, LONGEST_INPUT) for word in words]
        stretches: list[list[list[int]]] = []
        room = 0
        for piece in pieces:
            inner = piece[1:-1]
            if len(inner) > room:
                stretches.append([])
                room = LONGEST_INPUT - 2
            stretches[-1].append(inner)
            room -= len(inner)
        vectors: list[NDArray[np.float32]] = []
        for stretch in stretches:
            start, end = pieces[0][0], pieces[0][-1]
            states = self._states([[start, *(number for inner in stretch for number in inner), end]])[0][0]
            place = 1
            for inner in stretch:
                vectors.append(states[place : place + len(inner)].mean(0))
                place += len(inner)
        return np.stack(vectors).astype(np.float32) if vectors else np.zeros((0, DIMENSIONS), np.float32)

    def _embed_batch(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        states, mask = self._states(tokens)
        means = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)

    def _states(self, tokens: list[list[int]]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Vectors (texts, tokens, 384) of token numbers, and where (texts, tokens) there are any."""
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return np.asarray(self._session.run(None, feeds)[0]), mask
