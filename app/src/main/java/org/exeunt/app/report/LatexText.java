package org.exeunt.app.report;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.app.console.VisibleText;

/** Names for LaTeX: whatever is in them is typeset, nothing is a command. */
final class LatexText {
    private static final Map<Integer, String> SPECIAL = new HashMap<>();

    static {
        "{}$&#_%".chars().forEach(special -> SPECIAL.put(special, "\\" + (char) special));
        SPECIAL.put((int) '\\', "\\textbackslash{}");
        SPECIAL.put((int) '~', "\\textasciitilde{}");
        SPECIAL.put((int) '^', "\\textasciicircum{}");
        // in the fonts that LaTeX takes unless told otherwise these are other characters
        SPECIAL.put((int) '<', "\\textless{}");
        SPECIAL.put((int) '>', "\\textgreater{}");
        SPECIAL.put((int) '|', "\\textbar{}");
        // an option of the line break or rule before them
        "[]*".chars().forEach(option -> SPECIAL.put(option, "{" + (char) option + "}"));
        // two of them, or one after ? or !, would be joined to another character
        "-`'\"".chars().forEach(joined -> SPECIAL.put(joined, (char) joined + "{}"));
    }

    private LatexText() {}

    /** Returns a text as one line that LaTeX typesets as it is; characters beyond ASCII stay. */
    static String of(String text) {
        StringBuilder typeset = new StringBuilder();
        VisibleText.line(text)
                .codePoints()
                .forEach(character -> typeset.append(SPECIAL.getOrDefault(character, Character.toString(character))));
        return typeset.toString();
    }
}
