package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.exeunt.api.network.HealthCheck;
import org.junit.jupiter.api.Test;

class FastPathTest {
    @Test
    void tellsWhichNativesAreMissingAndWhatToDo() {
        assertThat(FastPath.natives("Build Info: GCC HAVE_ONEDNN", "Linux amd64")
                        .ok())
                .isTrue();
        HealthCheck slow = FastPath.natives("Build Info: GCC", "Linux amd64");
        assertThat(slow.ok()).isFalse();
        assertThat(slow.sentence()).contains("Linux amd64", "oneDNN", "-onednn");
    }

    @Test
    void tellsHowTheAllocatorWasSet() {
        assertThat(FastPath.allocator(Allocator.Tuning.BY_ENVIRONMENT).ok()).isTrue();
        assertThat(FastPath.allocator(Allocator.Tuning.NOW).sentence()).contains("MALLOC_MMAP_MAX_=0");
        assertThat(FastPath.allocator(Allocator.Tuning.IMPOSSIBLE).ok()).isFalse();
    }

    @Test
    void tellsTheFlagThatKeepsThreadsApart() {
        assertThat(FastPath.memoryLimit("0").ok()).isTrue();
        assertThat(FastPath.memoryLimit(null).sentence())
                .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "not set");
        assertThat(FastPath.memoryLimit("4g").sentence()).contains("4g");
    }

    @Test
    void leavesTheAllocatorToTheEnvironmentThatSetIt() {
        Map<String, String> environment = Map.of("MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "2000000000");
        assertThat(Allocator.tune(environment, "Linux")).isEqualTo(Allocator.Tuning.BY_ENVIRONMENT);
        assertThat(Allocator.tune(environment, "Windows 11")).isEqualTo(Allocator.Tuning.IMPOSSIBLE);
        assertThat(Allocator.tune(Map.of(), "Mac OS X")).isEqualTo(Allocator.Tuning.IMPOSSIBLE);
    }

    @Test
    void findsOneDnnInTheNativesOfThisBuildWherePublished() {
        String architecture = System.getProperty("os.arch");
        boolean published = architecture.equals("amd64") || architecture.equals("x86_64");
        assertThat(FastPath.check(Allocator.tune()).get(0).ok()).isEqualTo(published);
    }
}
