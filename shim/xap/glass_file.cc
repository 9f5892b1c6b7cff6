#include "xap/glass_file.hh"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "xap/guard.hh"

namespace xap::glass {

namespace {

enum { AT_ONCE = 16 * BLOCK };

} // namespace

block_file::block_file(const std::string &path) : path_(path)
{
    out_.reserve(AT_ONCE + BLOCK);
    out_.resize(BLOCK);
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0)
        fail_sys("cannot write '%s'", path_.c_str());
}

block_file::~block_file()
{
    if (fd_ < 0)
        return;
    close(fd_);
    unlink(path_.c_str());
}

void block_file::flush()
{
    if (file_write_all(fd_, str_of(reinterpret_cast<const char *>(out_.data()), out_.size())) < 0)
        fail_sys("cannot write '%s'", path_.c_str());
    out_.clear();
}

uint32_t block_file::add(const unsigned char block[BLOCK])
{
    out_.insert(out_.end(), block, block + BLOCK);
    if (out_.size() >= AT_ONCE)
        flush();
    return blocks_++;
}

void block_file::finish(const std::string &first)
{
    flush();
    if (lseek(fd_, 0, SEEK_SET) != 0)
        fail_sys("cannot write '%s'", path_.c_str());
    out_.assign(first.begin(), first.end());
    flush();
    const int fd = fd_;
    fd_          = -1;
    if (close(fd) != 0) {
        const int why = errno;
        unlink(path_.c_str());
        errno = why;
        fail_sys("cannot write '%s'", path_.c_str());
    }
}

} // namespace xap::glass
