package org.exeunt.app.report;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.app.console.VisibleText;

/** Escapes text for LaTeX. */
final class LatexText {
    private static final Map<Integer, String> SPECIAL = new HashMap<>();

    static {
        "{}$&#_%".chars().forEach(special -> SPECIAL.put(special, "\\" + (char) special));
        SPECIAL.put((int) '\\', "\\textbackslash{}");
        SPECIAL.put((int) '~', "\\textasciitilde{}");
        SPECIAL.put((int) '^', "\\textasciicircum{}");
        // other characters in the default fonts of LaTeX
        SPECIAL.put((int) '<', "\\textless{}");
        SPECIAL.put((int) '>', "\\textgreater{}");
        SPECIAL.put((int) '|', "\\textbar{}");
        // would be read as an option of a preceding line break or rule
        "[]*".chars().forEach(option -> SPECIAL.put(option, "{" + (char) option + "}"));
        // would form a ligature with an adjacent one, or with a preceding ? or !
        "-`'\"".chars().forEach(joined -> SPECIAL.put(joined, (char) joined + "{}"));
    }

    private LatexText() {}

    /** Returns a text as one line that LaTeX typesets literally; non-ASCII characters are kept. */
    static String of(String text) {
        StringBuilder typeset = new StringBuilder();
        VisibleText.line(text)
                .codePoints()
                .forEach(character -> typeset.append(SPECIAL.getOrDefault(character, Character.toString(character))));
        return typeset.toString();
    }
}
