package org.exeunt.datasets.files;

/** Parts of files as messages show them. */
public final class Excerpt {
    private static final int LONGEST = 200;

    private Excerpt() {}

    /** Returns a text cut short if it is long, control characters replaced, as they might be commands of a terminal. */
    public static String of(String text) {
        String part = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return part.replaceAll("\\p{Cntrl}", "?");
    }
}
