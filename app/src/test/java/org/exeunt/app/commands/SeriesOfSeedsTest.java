package org.exeunt.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.error.ErrorCategory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesOfSeedsTest {
    @ParameterizedTest
    @CsvSource({
        "STOPPED, true, true",
        "CONFIG, true, false",
        "PLUGIN, true, false",
        "DATA, true, false",
        "RESOURCE, true, false",
        "NUMERIC, false, false",
        "INTERNAL, false, false"
    })
    void failuresThatOtherSeedsShareEndTheSeries(ErrorCategory failure, boolean ofTheFirst, boolean ofAnother) {
        assertThat(RunCommand.endsSeries(failure, true)).as("of the first seed").isEqualTo(ofTheFirst);
        assertThat(RunCommand.endsSeries(failure, false)).as("of another seed").isEqualTo(ofAnother);
    }
}
