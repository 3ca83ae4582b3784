package org.exeunt.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DryRunTest {
    @Test
    void spaceHasToSufficeForAllRuns() {
        DryRun estimate = new DryRun(6, 2, 1, 1, 1, 9, 1, 1, 1, 1, 6, 6, 100, 30, 330);
        assertThat(estimate.isSpaceSufficient(1)).isTrue();
        assertThat(estimate.isSpaceSufficient(3))
                .as("checkpoints of one run at a time")
                .isTrue();
        assertThat(estimate.isSpaceSufficient(4)).isFalse();
        assertThat(estimate.lines(4)).last().asString().endsWith(", 400 B on disk");
    }
}
