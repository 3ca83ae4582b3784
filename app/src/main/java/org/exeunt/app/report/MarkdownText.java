package org.exeunt.app.report;

import org.exeunt.app.console.VisibleText;

/**
 * Escapes names and sentences for Markdown (CommonMark with GitHub's extensions).
 */
public final class MarkdownText {
    /** Names that need no escapes, within back-quotes or without. */
    private static final String PLAIN_NAME = "[\\p{L}\\p{N}.,:=+()%/-][\\p{L}\\p{N} _.,:=+()%/-]*(?<! )";

    private MarkdownText() {}

    /** Returns a name as code, or escaped if it contains characters that are not possible in code within a table. */
    public static String name(String name) {
        return name.matches(PLAIN_NAME) ? "`" + name + "`" : of(name);
    }

    /** Returns a text as one line without markup and links. */
    public static String of(String text) {
        return VisibleText.line(text)
                .replaceAll("[\\\\`*_\\[\\]|~$#]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("://", ":\\//")
                .replaceAll("(?i)www(?=\\.)", "$0\\\\")
                .replaceFirst("^[+=-]", "\\\\$0")
                .replaceFirst("^\\d+(?=[.)])", "$0\\\\");
    }
}
