package org.exeunt.dl4j.device;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** The ND4J backends on the class path, of which a process loads one. */
final class Backends {
    private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String CPU = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
    private static final String CUDA_NATIVES = "org.nd4j.linalg.jcublas.bindings.Nd4jCuda";

    private Backends() {}

    static boolean hasCuda() {
        return cuda().isPresent();
    }

    private static Optional<ServiceLoader.Provider<Nd4jBackend>> cuda() {
        return ServiceLoader.load(Nd4jBackend.class, Backends.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().equals(CUDA))
                .findFirst();
    }

    /** Tries to load the CUDA libraries and ND4J's CUDA backend; returns the reason if that fails, otherwise empty. */
    static Optional<String> cudaProblem() {
        try {
            if (!cuda().orElseThrow().get().canRun()) {
                return Optional.of("ND4J reports that its CUDA backend cannot run");
            }
            Class.forName(CUDA_NATIVES, true, Backends.class.getClassLoader());
            return Optional.empty();
        } catch (RuntimeException | LinkageError | ClassNotFoundException e) {
            return Optional.of(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
        }
    }

    /**
     * Loads the ND4J backend of a device.
     *
     * @throws ExeuntException if this process has already loaded the other one
     */
    static synchronized void load(boolean cuda) {
        if (hasCuda()) {
            ClassLoader before = ND4JClassLoading.getNd4jClassloader();
            try {
                ND4JClassLoading.setNd4jClassloader(
                        new SingleBackend(Backends.class.getClassLoader(), cuda ? CUDA : CPU));
                Nd4j.getBackend();
            } finally {
                ND4JClassLoading.setNd4jClassloader(before);
            }
        }
        requireLoaded(cuda, Nd4j.getBackend().getClass().getSimpleName());
    }

    static void requireLoaded(boolean cuda, String backend) {
        if (MemoryLocation.ofBackend(backend) != (cuda ? MemoryLocation.DEVICE : MemoryLocation.HOST)) {
            throw new ExeuntException(
                    Errors.RESOURCE_43,
                    ("Device %s is requested, but this process has already loaded ND4J's %s, and a process can use "
                                    + "only one device. Start another process.")
                            .formatted(cuda ? "cuda" : "cpu", backend));
        }
    }

    /**
     * A class loader in which ND4J finds a single backend. By default ND4J tries the CUDA backend first, which prints a
     * stack trace if there is no driver and otherwise initialises the GPU.
     */
    static final class SingleBackend extends ClassLoader {
        static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

        private final String backend;

        SingleBackend(ClassLoader parent, String backend) {
            super(parent);
            this.backend = backend;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> found = Collections.list(super.getResources(name));
            for (URL services : name.equals(SERVICE) ? List.copyOf(found) : List.<URL>of()) {
                try (InputStream stream = services.openStream()) {
                    if (!new String(stream.readAllBytes(), StandardCharsets.UTF_8).contains(backend)) {
                        found.remove(services);
                    }
                }
            }
            return Collections.enumeration(found);
        }
    }
}
