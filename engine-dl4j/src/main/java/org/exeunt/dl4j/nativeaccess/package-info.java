/**
 * Access to native memory and libraries below ND4J's arrays: bulk access to memory
 * ({@link org.exeunt.dl4j.nativeaccess.NativeFloats}), arrays that are reused from call to call
 * ({@link org.exeunt.dl4j.nativeaccess.ReusedArray}), the settings of the C allocator
 * ({@link org.exeunt.dl4j.nativeaccess.Allocator}), the memory of arrays
 * ({@link org.exeunt.dl4j.nativeaccess.MemoryLocation}) and checks of the native libraries
 * ({@link org.exeunt.dl4j.nativeaccess.NativeLibraryChecks}).
 */
package org.exeunt.dl4j.nativeaccess;
