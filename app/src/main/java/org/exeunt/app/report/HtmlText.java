package org.exeunt.app.report;

import java.util.regex.Pattern;

/** Escapes text for HTML content and quoted attributes; all names in a page outside its JSON data pass through it. */
final class HtmlText {
    /** Characters that hide or reorder text; page.js escapes the same ones. */
    private static final Pattern HIDDEN = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffe\\uffff]");

    private HtmlText() {}

    static String of(String text) {
        return HIDDEN.matcher(text)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
