package org.exeunt.datasets.files;

/** Formats parts of files for messages. */
public final class Excerpt {
    private static final int MAX_LENGTH = 200;

    private Excerpt() {}

    /** Returns the text, truncated if long; control characters, which could be terminal commands, are replaced. */
    public static String of(String text) {
        String part = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return part.replaceAll("\\p{Cntrl}", "?");
    }
}
