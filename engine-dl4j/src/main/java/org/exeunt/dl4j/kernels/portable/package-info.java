/**
 * Kernels that use ND4J operations only, for memory that cannot be accessed by address.
 * {@link org.exeunt.dl4j.kernels.portable.PortableKernels} is the only public type.
 */
package org.exeunt.dl4j.kernels.portable;
