package org.exeunt.dl4j.device;

/** What networks are computed on, as a configuration asks for it. */
public enum Device {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU, or an error that says why not. */
    CUDA,
    /** A GPU where one can be used, else the processor. */
    AUTO
}
