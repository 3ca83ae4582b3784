package org.exeunt.dl4j.device;

/** The configured device for the computation of networks. */
public enum Device {
    /** The CPU. */
    CPU,
    /** An NVIDIA GPU; fails with the reason if none can be used. */
    CUDA,
    /** A GPU if one can be used, otherwise the CPU. */
    AUTO
}
