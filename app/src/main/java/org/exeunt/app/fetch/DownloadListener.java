package org.exeunt.app.fetch;

/** Receives the progress of downloads, on the thread that downloads. */
public interface DownloadListener {
    /** A file of {@code total} bytes starts; 0 if its length is unknown. */
    void begins(String name, long total);

    /** {@code have} bytes of the file are present. */
    void reaches(long have);

    /** A warning for the user. */
    void notes(String sentence);

    /** The file is complete. */
    void ends();
}
