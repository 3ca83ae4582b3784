package org.exeunt.app.fetch;

/** Is told how a download goes, from the thread that downloads. */
public interface DownloadListener {
    /** A file begins, or goes on after a pause; {@code have} bytes of it are there, {@code all} is 0 if not known. */
    void begins(String name, long have, long all);

    /** So many bytes of the file are there now. */
    void reaches(long have);

    /** Something happened that a person may want to know. */
    void notes(String sentence);

    /** The file is there. */
    void ends();
}
