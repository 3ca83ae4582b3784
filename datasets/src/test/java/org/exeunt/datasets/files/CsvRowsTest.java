package org.exeunt.datasets.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    /** A table of pixels would otherwise take many times its size in memory. */
    @Test
    void equalShortCellsAreOneString() throws CsvRows.MalformedException {
        List<CsvRows.Row> rows = CsvRows.of("255,0,\"255\"\n0,long cells\n", ',');
        String[] first = rows.get(0).cells();
        assertThat(first).containsExactly("255", "0", "255");
        assertThat(first[2]).isSameAs(first[0]);
        assertThat(rows.get(1).cells()).containsExactly("0", "long cells");
        assertThat(rows.get(1).cells()[0]).isSameAs(first[1]);
    }
}
