// libtorch as a peer in training speed. Arguments: the number of threads, and a folder with the files rows, labels and text (bytes). First writes
// a line of JSON about itself, with the speed of a product of 1024 x 1024 matrices, by which a slow BLAS is known. Then, for each line
// "MODEL STEPS" of its input, trains a new model for so many steps and writes {"model":…,"steps":…,"seconds":…,"stepsPerSecond":…,"loss":…}.
// Each begins anew because gradients of a model that has learnt everything become denormal, on which processors are slow.
#include "models.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace {

double secondsSince(std::chrono::steady_clock::time_point began) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(); }

double productGflops() {
    torch::NoGradGuard guard;
    Tensor left = torch::rand({1024, 1024}), right = torch::rand({1024, 1024}), product = torch::empty({1024, 1024});
    double best = 0;
    for (int i = 0; i < 6; i++) {
        auto began = std::chrono::steady_clock::now();
        torch::mm_out(product, left, right);
        best = std::max(best, 2.0 * 1024 * 1024 * 1024 / secondsSince(began) / 1e9);
    }
    return best;
}

Tensor bytesOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (content.empty()) throw std::runtime_error(path + " is missing or empty");
    return torch::from_blob(content.data(), {int64_t(content.size())}, torch::kUInt8).clone();
}

std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (char c : text) {
        if (c == '\n') made += "\\n";
        else if (c == '"' || c == '\\') (made += '\\') += c;
        else made += c;
    }
    return made + '"';
}

}

int main(int argc, char** argv) {
    int threads = argc == 3 ? std::atoi(argv[1]) : 0;
    if (threads < 1) {
        std::cerr << "usage: peer THREADS FOLDER < requests; a request is a line \"mlp|lenet|gpt-nano STEPS\"\n";
        return 2;
    }

    std::string folder = argv[2];
    Data data{bytesOf(folder + "/rows").reshape({-1, kPixels}), bytesOf(folder + "/labels"), bytesOf(folder + "/text")};

    at::set_num_threads(threads);
    torch::manual_seed(1);
    std::cout << "{\"version\":" << quoted(TORCH_VERSION) << ",\"threads\":" << at::get_num_threads() << ",\"sgemmGflops\":" << productGflops()
              << ",\"config\":" << quoted(at::show_config()) << "}" << std::endl;

    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream request(line);
        std::string name;
        long steps = 0;
        request >> name >> steps;
        std::unique_ptr<Model> model = make(name, data);
        if (!model || steps < 1) {
            std::cerr << "not a request: " << line << "\n";
            return 2;
        }

        float loss = 0;
        auto began = std::chrono::steady_clock::now();
        for (long i = 0; i < steps; i++) loss = model->step();
        double seconds = secondsSince(began);
        std::cout << "{\"model\":" << quoted(name) << ",\"steps\":" << steps << ",\"seconds\":" << seconds << ",\"stepsPerSecond\":" << steps / seconds
                  << ",\"loss\":" << loss << "}" << std::endl;
    }
    return 0;
}
