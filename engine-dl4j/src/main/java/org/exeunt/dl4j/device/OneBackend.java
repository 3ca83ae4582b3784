package org.exeunt.dl4j.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A class path on which ND4J finds a single backend. Left to itself it tries the one for CUDA first, which without a driver prints a stack trace and
 * with any driver touches the GPU.
 */
final class OneBackend extends ClassLoader {
    static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private final String backend;

    /**
     * Shows one backend of several.
     *
     * @param backend name of its class
     */
    OneBackend(ClassLoader parent, String backend) {
        super(parent);
        this.backend = backend;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.equals(SERVICE)) {
            return all;
        }
        List<URL> shown = new ArrayList<>();
        for (URL each : Collections.list(all)) {
            if (announces(each)) {
                shown.add(each);
            }
        }
        return Collections.enumeration(shown);
    }

    private boolean announces(URL services) {
        try (InputStream stream = services.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).contains(backend);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
