package org.exeunt.device;

/** One operation of a network, which reads images and writes one. */
interface Step {
    void run(Workspace work);
}
