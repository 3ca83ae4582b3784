package org.exeunt.app.fetch;

/** Receives the progress of downloads, on the thread that downloads. */
public interface DownloadListener {
    /** A file starts or continues; {@code have} of its {@code total} bytes are present, 0 for an unknown total. */
    void begins(String name, long have, long total);

    /** {@code have} bytes of the file are present. */
    void reaches(long have);

    /** A warning for the user. */
    void notes(String sentence);

    /** The file is complete. */
    void ends();
}
