package org.exeunt.runtime.store.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
    /** The class in the jars. */
    public static final class Code {}

    @TempDir
    Path folder;

    /** A plugin that is built again without a change must not lose its finished runs. */
    @Test
    void timesOfTheBuildDoNotCount() throws Exception {
        String sum = sum("a.jar", 1, "text");
        assertThat(sum("b.jar", 2, "text")).isEqualTo(sum);
        assertThat(sum("c.jar", 1, "other")).isNotEqualTo(sum);
    }

    private String sum(String jar, long day, String resource) throws Exception {
        Path file = folder.resolve(jar);
        String name = Code.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file));
                InputStream code = Code.class.getClassLoader().getResourceAsStream(name)) {
            write(out, name, day, code.readAllBytes());
            write(out, "resource.txt", day, resource.getBytes(StandardCharsets.UTF_8));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null)) {
            return CodeVersion.of("Strategy", "a", loader.loadClass(Code.class.getName()))
                    .sha256();
        }
    }

    private static void write(JarOutputStream out, String name, long day, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(1_700_000_000_000L + day * 86_400_000L);
        out.putNextEntry(entry);
        out.write(content);
    }
}
