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
 * A class loader in which ND4J finds a single backend. By default ND4J tries the CUDA backend first, which prints a
 * stack trace if there is no driver and otherwise initialises the GPU.
 */
final class SingleBackendClassLoader extends ClassLoader {
    static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private final String backend;

    /**
     * Creates a loader that exposes one backend only.
     *
     * @param backend name of the backend class
     */
    SingleBackendClassLoader(ClassLoader parent, String backend) {
        super(parent);
        this.backend = backend;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.equals(SERVICE)) {
            return all;
        }
        List<URL> matching = new ArrayList<>();
        for (URL each : Collections.list(all)) {
            if (declares(each)) {
                matching.add(each);
            }
        }
        return Collections.enumeration(matching);
    }

    private boolean declares(URL services) {
        try (InputStream stream = services.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).contains(backend);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
