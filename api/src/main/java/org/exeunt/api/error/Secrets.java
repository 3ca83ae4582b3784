package org.exeunt.api.error;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removes credentials from URLs in a text: user names, passwords, and query parameters named like tokens or keys. */
public final class Secrets {
    private static final String HIDDEN = "(hidden)";
    /** Matches up to the last {@code @} before the path, so that a password with a slash is not mistaken for a path. */
    private static final Pattern USER = Pattern.compile("://(?:[^\\s/?#\"']*|[^\\s/?#\"':]*:[^\\s\"']*)@");

    private static final Pattern PARAMETER = Pattern.compile(
            "([?&][^=&\\s]*(?:token|key|secret|passw|pwd|sig|credential|auth)[^=&\\s]*=)[^&#\\s\"']+",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /**
     * Returns {@code text} with every credential replaced by {@code (hidden)}.
     *
     * @param text may be null
     * @return null if {@code text} is null
     */
    public static @Nullable String hide(@Nullable String text) {
        if (text == null || !text.contains("://")) {
            return text;
        }
        String withoutUsers = USER.matcher(text).replaceAll("://" + HIDDEN + "@");
        return PARAMETER.matcher(withoutUsers).replaceAll("$1" + HIDDEN);
    }
}
