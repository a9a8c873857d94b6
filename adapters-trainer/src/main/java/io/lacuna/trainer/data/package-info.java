/**
 * Reads data set folders: {@code dataset.json} says what the tasks and modalities are, {@code
 * samples.jsonl} holds one subject a line with its split, its labels and where its payloads lie: in
 * files, in the line itself, or as rows of ready features in {@code features.safetensors}.
 */
package io.lacuna.trainer.data;
