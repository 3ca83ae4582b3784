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
        assertThat(NativeLibraryChecks.allocator(true).ok()).isTrue();
        assertThat(NativeLibraryChecks.allocator(false).ok()).isFalse();
        assertThat(NativeLibraryChecks.allocator(false).sentence()).contains("not that of glibc");
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
        assertThat(Allocator.tune(environment, "Linux")).isTrue();
        assertThat(Allocator.tune(environment, "Windows 11")).isFalse();
        assertThat(Allocator.tune(Map.of(), "Mac OS X")).isFalse();
    }

    @Test
    void detectsOneDnnInThisBuild() {
        String architecture = System.getProperty("os.arch");
        boolean published = architecture.equals("amd64") || architecture.equals("x86_64");
        assertThat(NativeLibraryChecks.check(Allocator.tune()).get(0).ok()).isEqualTo(published);
    }
}
