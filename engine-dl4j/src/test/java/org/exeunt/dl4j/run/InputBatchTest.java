package org.exeunt.dl4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputBatchTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 4", "5, 8", "8, 8", "9, 16", "33, 40", "64, 64"})
    void smallBatchesHaveFewPaddingRows(int count, int rows) {
        assertThat(InputBatch.rowsFor(count)).isEqualTo(rows);
    }

    @Test
    void numberOfShapesIsSmall() {
        assertThat(IntStream.rangeClosed(1, 64).map(InputBatch::rowsFor).distinct())
                .hasSize(11);
    }
}
