package org.exeunt.api.error;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hides what addresses in a text must not show: user names, passwords, and parameters of a query that are tokens or keys by their names. */
public final class Secrets {
    private static final String HIDDEN = "(hidden)";
    /** Up to the last {@code @} before the path; a password with a slash in it is not taken for a path. */
    private static final Pattern USER = Pattern.compile("://(?:[^\\s/?#\"']*|[^\\s/?#\"':]*:[^\\s\"']*)@");

    private static final Pattern PARAMETER = Pattern.compile(
            "([?&][^=&\\s]*(?:token|key|secret|passw|pwd|sig|credential|auth)[^=&\\s]*=)[^&#\\s\"']+",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Returns the text with {@code (hidden)} in their places; null for null. */
    public static @Nullable String hide(@Nullable String text) {
        if (text == null || !text.contains("://")) {
            return text;
        }
        String withoutUsers = USER.matcher(text).replaceAll("://" + HIDDEN + "@");
        return PARAMETER.matcher(withoutUsers).replaceAll("$1" + HIDDEN);
    }
}
