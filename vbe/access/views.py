from django.http import HttpResponse
def sign_in_again(request): return HttpResponse()
def other_assignment(request, sent): return HttpResponse()
def refused_form(request, reason=""): return HttpResponse()
