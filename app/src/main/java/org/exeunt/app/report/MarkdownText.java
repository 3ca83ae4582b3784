package org.exeunt.app.report;

import org.exeunt.app.console.VisibleText;

/**
 * Names and sentences for Markdown (CommonMark and GitHub's additions): whatever is in them is shown, nothing is
 * markup.
 */
final class MarkdownText {
    /** Only what stays as it is within back-quotes and without. */
    private static final String PLAIN_NAME = "[\\p{L}\\p{N}.,:=+()%/-][\\p{L}\\p{N} _.,:=+()%/-]*(?<! )";

    private MarkdownText() {}

    /** Returns a name as code; escaped if it has characters that code in a table cannot have. */
    static String name(String name) {
        return name.matches(PLAIN_NAME) ? "`" + name + "`" : of(name);
    }

    /** Returns a text as one line in which no character is markup and no address a link. */
    static String of(String text) {
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
