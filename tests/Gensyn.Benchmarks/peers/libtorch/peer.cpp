// libtorch as a peer in training speed. Argument: the number of threads. First writes a line of JSON about itself, with the speed of a product
// of 1024 x 1024 matrices, by which a slow BLAS is known. Then, for each line "MODEL STEPS" of its input, trains so many steps and writes a line
// {"model":…,"steps":…,"seconds":…,"stepsPerSecond":…,"loss":…}. A model lives on between lines, so the first line of each can be its warm-up.
#include "models.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
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
    int threads = argc == 2 ? std::atoi(argv[1]) : 0;
    if (threads < 1) {
        std::cerr << "usage: peer THREADS < requests; a request is a line \"mlp|lenet|gpt-nano STEPS\"\n";
        return 2;
    }

    at::set_num_threads(threads);
    torch::manual_seed(1);
    std::cout << "{\"version\":" << quoted(TORCH_VERSION) << ",\"threads\":" << at::get_num_threads() << ",\"sgemmGflops\":" << productGflops()
              << ",\"config\":" << quoted(at::show_config()) << "}" << std::endl;

    std::map<std::string, std::unique_ptr<Model>> models;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream request(line);
        std::string name;
        long steps = 0;
        request >> name >> steps;
        std::unique_ptr<Model>& model = models[name];
        if (!model) model = make(name);
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
