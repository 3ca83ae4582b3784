package org.exeunt.app.report;

import java.util.List;
import org.exeunt.app.report.SettingTable.Cell;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.text.Figures;

/**
 * A table of a report below the main one.
 *
 * @param title what it shows, ending in a colon
 * @param titles of the columns
 * @param rows their cells, the name of a method, exit or group first
 * @param notes sentences on how to read it
 */
public record FigureTable(String title, List<String> titles, List<List<Text>> rows, List<String> notes) {
    /** A cell: its text, its value for sorting, null if it has none, and whether the text is a name given by users. */
    public record Text(String text, Double value, boolean isName) {
        static Text name(String text) {
            return new Text(text, null, true);
        }

        static Text of(String text) {
            return new Text(text, null, false);
        }

        static Text percent(Double fraction) {
            return fraction == null ? of(Figures.NONE) : new Text(Words.percent(fraction), 100 * fraction, false);
        }

        static Text of(Cell cell) {
            return new Text(
                    Words.estimate(cell), cell.estimate().map(Estimate::mean).orElse(null), false);
        }
    }
}
