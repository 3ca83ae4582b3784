package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.exeunt.api.network.HealthCheck;
import org.junit.jupiter.api.Test;

class NativeLibraryChecksTest {
    @Test
    void reportsMissingNativeLibraries() {
        assertThat(NativeLibraryChecks.natives("Build Info: GCC HAVE_ONEDNN", "Linux amd64")
                        .ok())
                .isTrue();
        HealthCheck slow = NativeLibraryChecks.natives("Build Info: GCC", "Linux amd64");
        assertThat(slow.ok()).isFalse();
        assertThat(slow.sentence()).contains("Linux amd64", "oneDNN", "-onednn");
    }

    @Test
    void reportsTheAllocatorSettings() {
        assertThat(NativeLibraryChecks.allocator(Allocator.Tuning.BY_ENVIRONMENT)
                        .ok())
                .isTrue();
        assertThat(NativeLibraryChecks.allocator(Allocator.Tuning.NOW).sentence())
                .contains("MALLOC_MMAP_MAX_=0");
        assertThat(NativeLibraryChecks.allocator(Allocator.Tuning.IMPOSSIBLE).ok())
                .isFalse();
    }

    @Test
    void reportsTheMemoryLimitFlag() {
        assertThat(NativeLibraryChecks.memoryLimit("0").ok()).isTrue();
        assertThat(NativeLibraryChecks.memoryLimit(null).sentence())
                .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "not set");
        assertThat(NativeLibraryChecks.memoryLimit("4g").sentence()).contains("4g");
    }

    @Test
    void environmentTakesPrecedenceForAllocator() {
        Map<String, String> environment = Map.of("MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "2000000000");
        assertThat(Allocator.tune(environment, "Linux")).isEqualTo(Allocator.Tuning.BY_ENVIRONMENT);
        assertThat(Allocator.tune(environment, "Windows 11")).isEqualTo(Allocator.Tuning.IMPOSSIBLE);
        assertThat(Allocator.tune(Map.of(), "Mac OS X")).isEqualTo(Allocator.Tuning.IMPOSSIBLE);
    }

    @Test
    void detectsOneDnnInThisBuild() {
        String architecture = System.getProperty("os.arch");
        boolean published = architecture.equals("amd64") || architecture.equals("x86_64");
        assertThat(NativeLibraryChecks.check(Allocator.tune()).get(0).ok()).isEqualTo(published);
    }
}
