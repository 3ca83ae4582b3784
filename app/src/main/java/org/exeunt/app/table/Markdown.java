package org.exeunt.app.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.app.console.VisibleText;

/** Writes names, sentences and tables as Markdown (CommonMark with GitHub's extensions). */
public final class Markdown {
    /** Names that need no escapes, within back-quotes or without. */
    private static final String PLAIN_NAME = "[\\p{L}\\p{N}.,:=+()%/-][\\p{L}\\p{N} _.,:=+()%/-]*(?<! )";

    private Markdown() {}

    /** Returns a name as code, or escaped if it contains characters that are not possible in code within a table. */
    public static String name(String name) {
        return name.matches(PLAIN_NAME) ? "`" + name + "`" : text(name);
    }

    /** Returns a text as one line without markup and links. */
    public static String text(String text) {
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

    /** Returns the lines of a table, with the best values in bold, and a list of its notes. */
    public static List<String> lines(Table table) {
        List<String> lines = new ArrayList<>();
        if (!table.title().isEmpty()) {
            lines.addAll(List.of(text(table.title()), ""));
        }
        lines.add(
                row(table.columns().stream().map(column -> text(column.title())).toList()));
        lines.add(table.columns().stream().map(column -> "---").collect(Collectors.joining("|", "|", "|")));
        table.cells(Markdown::cell).forEach(row -> lines.add(row(row)));
        if (!table.allNotes().isEmpty()) {
            lines.add("");
            table.allNotes().forEach(note -> lines.add("- " + text(note)));
        }
        return lines;
    }

    private static String cell(Table.Column column, Table.Cell cell) {
        String text = column.text(cell);
        if (cell.value() instanceof String) {
            return column.format() == Table.Format.NAME
                    ? name(text)
                    : column.format() == Table.Format.TEXT ? text(text) : text;
        }
        return cell.isBest() ? "**" + text + "**" : text;
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
