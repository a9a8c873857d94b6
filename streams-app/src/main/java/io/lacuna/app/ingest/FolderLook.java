package io.lacuna.app.ingest;

/**
 * What became of the files of one look at the watched folder.
 *
 * @param done sent and acknowledged
 * @param refused put aside with a reason
 * @param waiting to be found the same once more, or for the broker
 */
public record FolderLook(int done, int refused, int waiting) {}
